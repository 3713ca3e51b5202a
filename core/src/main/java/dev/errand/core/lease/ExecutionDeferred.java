package dev.errand.core.lease;

import dev.errand.core.bus.Notification;
import java.time.Instant;

/** An execution was put off: whoever queues what is due may look just then. */
public record ExecutionDeferred(Instant runAt) implements Notification {}
