package dev.errand.api.problem;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;

/** Answers requests that are not HTTP, or too long to be read; they reach no router. */
public final class Unreadable implements Handler<HttpServerRequest> {

  private final Supplier<String> ids;

  /** The ids are for the requests, which cannot bring their own. */
  public Unreadable(Supplier<String> ids) {
    this.ids = ids;
  }

  @Override
  public void handle(HttpServerRequest request) {
    var refusal = Refusal.of(status(request.decoderResult().cause()));
    var id = ids.get();
    request
        .response()
        .setStatusCode(refusal.status())
        .putHeader("X-Request-ID", id)
        .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(
            new JsonObject()
                .put("detail", refusal.detail())
                .put("code", refusal.code())
                .put("status", refusal.status())
                .put("request_id", id)
                .toBuffer())
        .onComplete(sent -> request.connection().close());
  }

  private static int status(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException line -> 414;
      case TooLongHttpHeaderException header -> 431;
      default -> 400;
    };
  }
}
