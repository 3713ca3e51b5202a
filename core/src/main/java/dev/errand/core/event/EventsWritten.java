package dev.errand.core.event;

import dev.errand.core.bus.Notification;

/** Rows may have been added to the outbox: whoever reads feeds should look. */
public record EventsWritten() implements Notification {}
