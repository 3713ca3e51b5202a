/** From the outbox to a publisher, in order and without loss. */
@NullMarked
package dev.errand.events.relay;

import org.jspecify.annotations.NullMarked;
