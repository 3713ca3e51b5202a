/** When something happens again: what a schedule says, and the instants that follow from it. */
@NullMarked
package dev.errand.core.schedule;

import org.jspecify.annotations.NullMarked;
