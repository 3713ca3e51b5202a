/** Trouble of every kind for a bounded time, and the books afterwards. */
@NullMarked
package dev.errand.bench.chaos;

import org.jspecify.annotations.NullMarked;
