/** Stopping in order. */
@NullMarked
package dev.errand.app.lifecycle;

import org.jspecify.annotations.NullMarked;
