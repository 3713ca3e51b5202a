/** The benchmark: one command, and the order in which it does things. */
@NullMarked
package dev.errand.bench;

import org.jspecify.annotations.NullMarked;
