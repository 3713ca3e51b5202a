/** Events from outside, and the rules that make tasks of them. */
@NullMarked
package dev.errand.core.trigger;

import org.jspecify.annotations.NullMarked;
