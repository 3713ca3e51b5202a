/** The operations on triggers and events. */
@NullMarked
package dev.errand.api.trigger;

import org.jspecify.annotations.NullMarked;
