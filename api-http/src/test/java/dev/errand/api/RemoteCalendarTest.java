package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.api.identity.AccessSettings;
import dev.errand.core.calendar.FarmCalendar;
import dev.errand.core.calendar.RemoteCalendar;
import dev.errand.core.egress.Directory;
import dev.errand.core.egress.Egress;
import dev.errand.core.egress.EgressSettings;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Another service with the same routes is asked, and may be away. */
class RemoteCalendarTest {

  /** Says of every day what the calendar here says, but for the score. */
  private static final AtomicReference<String> MODE = new AtomicReference<>("well");

  private static final AtomicInteger ASKED = new AtomicInteger();
  private static ApiFixture here;
  private static ApiFixture there;

  @BeforeAll
  static void open() {
    there = new ApiFixture();
    here =
        new ApiFixture(
            CoreFixture.asking(RemoteCalendarTest::remote), AccessSettings.LOCAL, root -> {});
  }

  @AfterAll
  static void close() {
    here.close();
    there.close();
  }

  private static FarmCalendar remote(Vertx vertx) {
    HttpServer stub =
        CoreFixture.await(
            vertx
                .createHttpServer()
                .requestHandler(RemoteCalendarTest::answer)
                .listen(0, "127.0.0.1"));
    var egress = new Egress(vertx, EgressSettings.USUAL, Directory.NONE);
    return new RemoteCalendar(
        egress, URI.create("http://127.0.0.1:%d/".formatted(stub.actualPort())));
  }

  private static void answer(HttpServerRequest request) {
    ASKED.incrementAndGet();
    switch (String.valueOf(MODE.get())) {
      case "late" -> request.response().setStatusCode(504).end();
      case "html" -> request.response().end("<html>");
      case "away" -> request.connection().close();
      default ->
          request
              .body()
              .compose(
                  body -> {
                    var path = request.uri().substring("/api/v1".length());
                    return there
                        .client()
                        .request(request.method(), "/api/v1" + path)
                        .putHeader("Content-Type", "application/json")
                        .sendBuffer(body);
                  })
              .onSuccess(
                  answer -> {
                    var said = answer.bodyAsJsonObject();
                    request
                        .response()
                        .end(
                            (said.containsKey("is_suitable") ? said.put("score", 2) : said)
                                .toBuffer());
                  });
    }
  }

  private static JsonObject harvest(String due) {
    return new JsonObject().put("type", "harvest").put("title", "Dates").put("due_date", due);
  }

  @Test
  void answers_of_the_service_are_used_and_without_it_tasks_are_created_all_the_same() {
    var known = here.created(harvest("2026-06-02"));
    assertEquals(2, known.getJsonObject("astronomical").getInteger("score"));
    int asked = ASKED.get();
    here.created(harvest("2026-06-02"));
    assertEquals(asked, ASKED.get(), "what was said of the day is remembered");
    var day = here.get("/calendar/days/2024-04-08?at=18:21Z").send().expect(200).json();
    assertEquals("new_moon", day.getJsonObject("moon_phase").getString("key"));
    var best = here.get("/calendar/best-days?activity=planting&days=20").send().expect(200).json();
    assertEquals(
        there.get("/calendar/best-days?activity=planting&days=20").send().expect(200).json(), best);

    MODE.set("away");
    assertNull(here.created(harvest("2026-06-03")).getValue("astronomical"));
    asked = ASKED.get();
    assertNull(here.created(harvest("2026-06-04")).getValue("astronomical"));
    assertEquals(asked, ASKED.get(), "a service that is away is left alone for a while");
    var refused = here.get("/tasks/best-days/planting").send().expect(502).json();
    assertEquals("upstream_failed", refused.getString("code"));
    assertTrue(refused.getString("detail").contains("lunar calendar"));
    MODE.set("html");
    here.get("/tasks/best-days/planting").send().expect(502);
    MODE.set("late");
    here.get("/tasks/best-days/planting").send().expect(504);

    MODE.set("well");
    here.core.clock.advance(Duration.ofSeconds(11));
    assertEquals(
        2, here.created(harvest("2026-06-05")).getJsonObject("astronomical").getInteger("score"));
  }
}
