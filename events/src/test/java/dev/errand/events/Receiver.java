package dev.errand.events;

import dev.errand.events.webhook.Signature;
import dev.errand.migrations.testing.Eventually;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A receiver of webhooks, which remembers what it got. */
final class Receiver implements AutoCloseable {

  private final HttpServer server;
  private final List<Got> all = new CopyOnWriteArrayList<>();
  private volatile Consumer<HttpServerResponse> answer = response -> response.end();

  /** A call. */
  record Got(String id, long timestamp, String signature, String body) {

    String type() {
      return new JsonObject(body).getString("type");
    }

    String subject() {
      return new JsonObject(body).getString("subject");
    }

    /** True if one of its signatures is by the secret. */
    boolean isSignedBy(String secret) {
      var wanted = Signature.of(List.of(secret), id, timestamp, body);
      return Arrays.asList(signature.split(" ", -1)).contains(wanted);
    }
  }

  Receiver(Vertx vertx) {
    server =
        Service.got(
            vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        request
                            .body()
                            .onSuccess(
                                body -> {
                                  all.add(
                                      new Got(
                                          request.getHeader("webhook-id"),
                                          Long.parseLong(request.getHeader("webhook-timestamp")),
                                          request.getHeader("webhook-signature"),
                                          body.toString()));
                                  answer.accept(request.response());
                                }))
                .listen(0, "127.0.0.1"));
  }

  /** How it answers from now on. */
  void answers(Consumer<HttpServerResponse> how) {
    answer = how;
  }

  void answers(int status) {
    answer = response -> response.setStatusCode(status).end();
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/hook";
  }

  List<Got> all() {
    return all;
  }

  /** Waits for so many calls. */
  List<Got> await(int count) {
    Eventually.eventually("calls: " + count, () -> all.size() >= count);
    return List.copyOf(all);
  }

  @Override
  public void close() {
    Service.got(server.close());
  }
}
