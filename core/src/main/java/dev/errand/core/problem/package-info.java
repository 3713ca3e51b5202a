/** What can be refused, as values that travel over the bus and end as HTTP problems. */
@NullMarked
package dev.errand.core.problem;

import org.jspecify.annotations.NullMarked;
