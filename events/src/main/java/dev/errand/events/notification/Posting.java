package dev.errand.events.notification;

import dev.errand.core.egress.Directory;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

/** How the channels that speak HTTP post a message, and what they make of the answer. */
final class Posting {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Posting() {}

  /** An address below one that the operator configured. */
  static URI under(URI base, String path) {
    return URI.create(Directory.callable(base).toString().replaceAll("/+$", "") + path);
  }

  static HttpRequest request(URI url, Message message, JsonObject body) {
    return HttpRequest.newBuilder(url)
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", message.id().toString())
        .header("X-Tenant-ID", message.outgoing().key().tenantId())
        .timeout(PATIENCE)
        .POST(BodyPublishers.ofString(body.encode()))
        .build();
  }

  /** The object that an answer is; empty if it is none. */
  static JsonObject json(HttpResponse<byte[]> answer) {
    try {
      return new JsonObject(Buffer.buffer(answer.body()));
    } catch (DecodeException | ClassCastException none) {
      return new JsonObject();
    }
  }

  /** Whoever is busy or broken may take it later; any other refusal is for good. */
  static Future<Void> taken(HttpResponse<byte[]> answer, String reason) {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return Future.succeededFuture();
    }
    var said =
        "%s answered %d%s"
            .formatted(
                answer.uri().getAuthority(), status, reason.isBlank() ? "" : ": " + reason.strip());
    boolean later = status >= 500 || status == 429 || status == 408;
    return Future.failedFuture(later ? new IOException(said) : new Undeliverable(said));
  }
}
