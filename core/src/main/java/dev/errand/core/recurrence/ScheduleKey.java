package dev.errand.core.recurrence;

import java.util.UUID;

/** Names a schedule. */
public record ScheduleKey(String tenantId, UUID id) {}
