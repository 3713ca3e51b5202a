/** Webhooks: what events become for them, and how that gets to them. */
@NullMarked
package dev.errand.events.webhook;

import org.jspecify.annotations.NullMarked;
