package dev.errand.core.lease;

import dev.errand.core.bus.Notification;

/** Executions may have been queued: whoever claims should look. */
public record ExecutionsQueued() implements Notification {}
