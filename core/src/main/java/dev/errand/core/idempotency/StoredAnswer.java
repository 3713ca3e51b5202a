package dev.errand.core.idempotency;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a request was answered with.
 *
 * @param status of HTTP
 * @param headers besides those of the body, by name
 * @param body null for none
 */
public record StoredAnswer(int status, JsonObject headers, @Nullable Buffer body) {}
