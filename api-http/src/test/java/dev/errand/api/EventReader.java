package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events, as WHATWG's standard has them, for a test's own thread. */
final class EventReader implements AutoCloseable {

  private static final Said END = new Said("", "", JsonObject.of());

  private final BlockingQueue<Said> said = new LinkedBlockingQueue<>();
  private final HttpClientResponse response;

  /** The last id that came, with an event or alone. */
  volatile String last = "";

  /** How many comments came. */
  final AtomicInteger comments = new AtomicInteger();

  /** An event. */
  record Said(String id, String event, JsonObject data) {

    String status() {
      var members = data.getJsonObject("data");
      return members.getString("new_status", members.getString("status"));
    }

    String eventId() {
      return data.getString("id");
    }
  }

  private EventReader(HttpClientResponse response) {
    this.response = response;
    var lines = RecordParser.newDelimited("\n\n");
    lines.handler(block -> take(block.toString()));
    response
        .handler(lines)
        .endHandler(ended -> said.add(END))
        .exceptionHandler(broken -> said.add(END));
  }

  static EventReader open(ApiFixture api, String path, Map<String, String> headers) {
    return open(api.http, path, headers);
  }

  static EventReader open(HttpClient client, String path, Map<String, String> headers) {
    return CoreFixture.await(
        client
            .request(HttpMethod.GET, "/api/v1" + path)
            .compose(
                request -> {
                  headers.forEach(request::putHeader);
                  return request.send();
                })
            .map(
                response -> {
                  assertEquals(200, response.statusCode());
                  assertEquals("text/event-stream", response.getHeader("Content-Type"));
                  return new EventReader(response);
                }));
  }

  private void take(String block) {
    // What is left when the stream ends is no block of its own.
    String id = last;
    @Nullable String event = null;
    var data = Buffer.buffer();
    for (var line : block.split("\n", -1)) {
      int colon = line.indexOf(": ");
      if (line.startsWith(":")) {
        comments.incrementAndGet();
        continue;
      }
      if (block.isEmpty()) {
        continue;
      }
      assertTrue(colon > 0, block);
      var value = line.substring(colon + 2);
      switch (line.substring(0, colon)) {
        case "id" -> id = value;
        case "event" -> event = value;
        case "data" -> data.appendString(value);
        default -> assertEquals("retry", line.substring(0, colon));
      }
    }
    last = id;
    if (event != null) {
      said.add(new Said(id, event, new JsonObject(data)));
    }
  }

  /** The next event. */
  Said next() {
    var next = poll();
    assertNotEquals(END, next, "the stream has ended");
    return next;
  }

  /** So many events. */
  List<Said> next(int count) {
    var all = new ArrayList<Said>();
    while (all.size() < count) {
      all.add(next());
    }
    return all;
  }

  /** What has come and was not taken, without its end. */
  List<Said> rest() {
    var rest = new ArrayList<Said>();
    said.drainTo(rest);
    rest.remove(END);
    return rest;
  }

  /** Fails if another event comes before the stream ends. */
  void ends() {
    assertEquals(END, poll());
  }

  private Said poll() {
    try {
      var next = said.poll(30, TimeUnit.SECONDS);
      assertNotNull(next, "nothing came within 30 s");
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Has nothing more come, or more again. */
  void pause(boolean paused) {
    if (paused) {
      response.pause();
    } else {
      response.resume();
    }
  }

  @Override
  public void close() {
    CoreFixture.await(response.request().reset().transform(done -> Future.succeededFuture()));
  }
}
