/** The connection to NATS, and the stream there. */
@NullMarked
package dev.errand.events.nats;

import org.jspecify.annotations.NullMarked;
