/** Webhooks: who wants to be told of events over HTTP, and what became of telling them. */
@NullMarked
package dev.errand.core.webhook;

import org.jspecify.annotations.NullMarked;
