/** The messages that a change becomes. */
@NullMarked
package dev.errand.events.message;

import org.jspecify.annotations.NullMarked;
