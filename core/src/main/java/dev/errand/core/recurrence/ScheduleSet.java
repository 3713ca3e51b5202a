package dev.errand.core.recurrence;

import dev.errand.core.bus.Notification;
import java.time.Instant;

/** A schedule was given a time: whoever fires schedules may look just then. */
public record ScheduleSet(Instant fireAt) implements Notification {}
