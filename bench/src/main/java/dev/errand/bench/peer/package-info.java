/** Whom Errand is measured against. */
@NullMarked
package dev.errand.bench.peer;

import org.jspecify.annotations.NullMarked;
