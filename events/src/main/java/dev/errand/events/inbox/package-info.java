/** What other services say over NATS, and what is done about it. */
@NullMarked
package dev.errand.events.inbox;

import org.jspecify.annotations.NullMarked;
