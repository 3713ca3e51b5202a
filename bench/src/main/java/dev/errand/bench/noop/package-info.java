/** A task type that does nothing, so that only Errand's own work is measured. */
@NullMarked
package dev.errand.bench.noop;

import org.jspecify.annotations.NullMarked;
