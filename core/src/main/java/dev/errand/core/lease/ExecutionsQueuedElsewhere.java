package dev.errand.core.lease;

import dev.errand.core.bus.Notification;

/** Executions may have been queued by another node: whoever claims should look. */
public record ExecutionsQueuedElsewhere() implements Notification {}
