package dev.errand.core.event;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change as the outbox keeps it: one row, from which a relay makes one message or, for a run's
 * end, several.
 *
 * @param seq its place in the feed, among those of its window
 * @param at when the change was made
 * @param id of the event
 * @param tenantId whose it is
 * @param taskId what it is about
 * @param verb created, updated, executed, …
 * @param userId who made the change; null for the service itself
 * @param data by verb
 */
public record OutboxEvent(
    long seq,
    Instant at,
    UUID id,
    String tenantId,
    UUID taskId,
    String verb,
    @Nullable String userId,
    JsonObject data) {}
