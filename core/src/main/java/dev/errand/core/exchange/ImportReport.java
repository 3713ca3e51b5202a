package dev.errand.core.exchange;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/**
 * How an import stands, or what came of it.
 *
 * @param tenantId whose
 * @param id its id
 * @param status as it was noted last
 * @param report what was found and done, as callers read it
 * @param createdBy who imports
 * @param createdAt when it began
 * @param updatedAt when this was noted
 */
public record ImportReport(
    String tenantId,
    UUID id,
    ImportStatus status,
    JsonObject report,
    String createdBy,
    Instant createdAt,
    Instant updatedAt) {}
