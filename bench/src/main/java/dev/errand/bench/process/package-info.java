/** Processes of others that the benchmark starts, and the processor time they use. */
@NullMarked
package dev.errand.bench.process;

import org.jspecify.annotations.NullMarked;
