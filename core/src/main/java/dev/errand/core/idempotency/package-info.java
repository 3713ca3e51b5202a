/** Requests that are made once, however often they are sent. */
@NullMarked
package dev.errand.core.idempotency;

import org.jspecify.annotations.NullMarked;
