package dev.errand.api.endpoint;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Reads what is left of a refused body to its end, so that its sender sees the answer; but not of
 * one that goes on and on, whose connection is closed.
 */
final class Discarding implements Handler<Buffer> {

  private static final long MOST = 32L * 1024 * 1024;

  private final HttpServerRequest request;
  private long discarded;

  private Discarding(HttpServerRequest request) {
    this.request = request;
  }

  static void rest(HttpServerRequest request) {
    if (!request.isEnded()) {
      request.exceptionHandler(lost -> {}).handler(new Discarding(request)).resume();
    }
  }

  @Override
  public void handle(Buffer bytes) {
    discarded += bytes.length();
    if (discarded > MOST) {
      request.connection().close();
    }
  }
}
