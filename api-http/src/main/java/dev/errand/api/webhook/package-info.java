/** The operations on webhooks. */
@NullMarked
package dev.errand.api.webhook;

import org.jspecify.annotations.NullMarked;
