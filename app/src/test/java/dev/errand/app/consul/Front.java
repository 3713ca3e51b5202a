package dev.errand.app.consul;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeoutException;

/** Stands before a real Consul, and spoils its answers as a test says. */
final class Front implements AutoCloseable {

  private final int behind;
  private final HttpClient client;
  private final HttpServer server;
  private volatile Mood mood = Mood.WELL;

  /** What is answered. */
  enum Mood {
    /** What Consul answers. */
    WELL,
    /** 500. */
    BROKEN,
    /** Nothing: the connection is closed. */
    SILENT
  }

  Front(Vertx vertx, int behind) throws TimeoutException {
    this.behind = behind;
    client = vertx.createHttpClient();
    server =
        vertx
            .createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .await(60, SECONDS);
  }

  ConsulAgent agent() {
    return new ConsulAgent("127.0.0.1", server.actualPort(), null);
  }

  void stands(Mood next) {
    mood = next;
  }

  private void answer(HttpServerRequest request) {
    switch (mood) {
      case WELL -> request.body().onSuccess(body -> pass(request, body));
      case BROKEN -> request.response().setStatusCode(500).end("no leader");
      case SILENT -> request.connection().close();
    }
  }

  private void pass(HttpServerRequest request, Buffer body) {
    client
        .request(request.method(), behind, "127.0.0.1", request.uri())
        .compose(asked -> asked.send(body))
        .compose(
            answer ->
                answer
                    .body()
                    .compose(
                        whole -> {
                          var response = request.response().setStatusCode(answer.statusCode());
                          response.headers().setAll(answer.headers());
                          response.headers().remove(HttpHeaders.TRANSFER_ENCODING);
                          return response.end(whole);
                        }))
        .onFailure(failure -> request.connection().close());
  }

  @Override
  public void close() throws TimeoutException {
    server.close().await(60, SECONDS);
    client.close().await(60, SECONDS);
  }
}
