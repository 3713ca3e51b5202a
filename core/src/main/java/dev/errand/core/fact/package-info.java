/** What is known, for how long, and which tasks read or produced it. */
@NullMarked
package dev.errand.core.fact;

import org.jspecify.annotations.NullMarked;
