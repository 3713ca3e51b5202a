/** What is remembered for a moment. */
@NullMarked
package dev.errand.core.memory;

import org.jspecify.annotations.NullMarked;
