/** The types of task that every installation has. */
@NullMarked
package dev.errand.executor.standard;

import org.jspecify.annotations.NullMarked;
