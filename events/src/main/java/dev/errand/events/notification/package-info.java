/** Sends what people are told, by the channel that each of them prefers. */
@NullMarked
package dev.errand.events.notification;

import org.jspecify.annotations.NullMarked;
