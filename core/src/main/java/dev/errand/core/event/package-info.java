/** Events: the outbox, and how a relay reads it. */
@NullMarked
package dev.errand.core.event;

import org.jspecify.annotations.NullMarked;
