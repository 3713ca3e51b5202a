/** Fields seen from above: alerts about them, how healthy they are, and what would help. */
@NullMarked
package dev.errand.core.field;

import org.jspecify.annotations.NullMarked;
