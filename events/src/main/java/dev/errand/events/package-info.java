/** Tells others what happens to tasks. */
@NullMarked
package dev.errand.events;

import org.jspecify.annotations.NullMarked;
