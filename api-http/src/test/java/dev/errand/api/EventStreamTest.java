package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static dev.errand.migrations.testing.Eventually.eventually;
import static io.vertx.core.Future.succeededFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.api.EventReader.Said;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Server-sent events. Each test has a tenant of its own. */
class EventStreamTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static EventReader open(String tenant, String path) {
    return EventReader.open(api, path, as(tenant));
  }

  private static EventReader resumed(String tenant, String path, String last) {
    return EventReader.open(
        api, path, Map.of("X-Tenant-ID", tenant, "X-User-ID", "ann", "Last-Event-ID", last));
  }

  private static Map<String, String> as(String tenant) {
    return Map.of("X-Tenant-ID", tenant, "X-User-ID", "ann");
  }

  private static String create(String tenant, String title) {
    var made = api.post("/tasks", todo(title)).as(tenant, "ann").send().expect(201);
    return made.json().getString("id");
  }

  private static void act(String tenant, String id, String... commands) {
    for (var command : commands) {
      api.post("/tasks/" + id + "/" + command, new JsonObject())
          .as(tenant, "ann")
          .send()
          .expect(200);
    }
  }

  private static List<String> statuses(List<Said> said) {
    return said.stream().map(Said::status).toList();
  }

  private static List<String> names(List<Said> said) {
    return said.stream().map(s -> s.data().getJsonObject("data").getString("name")).toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void a_task_is_followed_to_its_end(HttpVersion version) {
    var tenant = "s1" + version;
    var id = create(tenant, "Sow");
    var options =
        new HttpClientOptions()
            .setProtocolVersion(version)
            .setDefaultHost("127.0.0.1")
            .setDefaultPort(api.server.port());
    var client = api.core.vertx.createHttpClient(options);
    try (var reader = EventReader.open(client, "/tasks/" + id + "/stream", as(tenant))) {
      var present = reader.next();
      assertEquals("task_service.task.status", present.event());
      assertEquals("pending", present.status());
      assertEquals(id, present.data().getString("subject"));
      act(tenant, create(tenant, "another"), "start", "complete");
      act(tenant, id, "pause", "resume", "start", "complete");
      var changes = reader.next(4);
      assertEquals(List.of("paused", "pending", "running", "completed"), statuses(changes));
      changes.forEach(
          change -> {
            assertEquals("task_service.task.status_changed", change.event());
            assertEquals(id, change.data().getString("subject"));
          });
      reader.ends();
    } finally {
      CoreFixture.await(client.close());
    }
  }

  @Test
  void a_task_that_is_over_says_so_and_is_not_opened_again() {
    var id = create("s2", "Sow");
    act("s2", id, "start");
    var path = "/tasks/" + id + "/stream";
    String place;
    try (var reader = open("s2", path)) {
      assertEquals("running", reader.next().status());
      place = reader.last;
    }
    act("s2", id, "complete");
    try (var reader = open("s2", path)) {
      assertEquals("completed", reader.next().status());
      reader.ends();
    }
    try (var reader = resumed("s2", path, place)) {
      assertEquals("completed", reader.next().status());
      reader.ends();
      place = reader.last;
    }
    var over = api.get(path).as("s2", "ann").header("Last-Event-ID", place).send();
    assertEquals(null, over.expect(204).body());
    api.get("/tasks/" + UUID.randomUUID() + "/stream").as("s2", "ann").send().expect(404);
    api.get(path).as("of others", "ann").send().expect(404);
  }

  @Test
  void a_task_that_is_deleted_is_followed_no_more() {
    var id = create("s3", "Sow");
    try (var reader = open("s3", "/tasks/" + id + "/stream")) {
      assertEquals("pending", reader.next().status());
      api.call(HttpMethod.DELETE, "/tasks/" + id).as("s3", "ann").send().expect(204);
      assertEquals("task_service.task.deleted", reader.next().event());
      reader.ends();
    }
  }

  @Test
  void a_tenant_follows_its_own_events_of_the_types_it_names() {
    try (var all = open("s4", "/stream");
        var some = open("s4", "/stream?type=completed&type=task_service.task.cancelled");
        var others = open("s5", "/stream")) {
      create("s6", "of others");
      var id = create("s4", "Sow");
      act("s4", id, "complete");
      create("s5", "Reap");
      assertEquals(List.of("Sow"), names(all.next(1)));
      assertEquals(
          List.of("task_service.task.completed", "task_service.task.status_changed"),
          all.next(2).stream().map(Said::event).toList());
      var completed = some.next();
      assertEquals("task_service.task.completed", completed.event());
      assertEquals(List.of("Reap"), names(others.next(1)));
      assertEquals(List.of(), others.rest());
      // The same places, the same events.
      var page = page("s4", "");
      assertEquals(3, page.getJsonArray("items").size());
      assertEquals(1, page("s4", "?after=" + completed.id()).getJsonArray("items").size());
      try (var replayed = open("s4", "/stream?after=" + page.getString("next_cursor"))) {
        create("s4", "more");
        assertEquals(List.of("more"), names(replayed.next(1)));
      }
    }
  }

  @Test
  void shows_that_it_lives_and_where_to_resume_while_nothing_happens() {
    try (var reader = open("s7", "/stream?type=deleted")) {
      create("s7", "not of interest");
      eventually("two comments", () -> reader.comments.get() >= 2);
      var last = reader.last;
      create("s7", "either");
      // What has been passed over is not read again.
      eventually("a newer place", () -> !reader.last.equals(last));
      assertFalse(reader.last.isEmpty());
    }
    api.call(HttpMethod.HEAD, "/stream").as("s7", "ann").send().expect(200);
  }

  /** Callers change tasks, transactions commit late, and the reader's connection keeps breaking. */
  @Test
  void broken_off_anywhere_it_resumes_with_nothing_lost_or_repeated() throws Exception {
    var seen = new ArrayList<String>();
    var last = page("s8", "?after=now").getString("next_cursor");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var open = api.core.database.connect()) {
      open.setAutoCommit(false);
      late(open);
      var writers = new ArrayList<Future<Void>>();
      for (int i = 0; i < 4; i++) {
        Callable<Void> writer = EventStreamTest::write;
        writers.add(threads.submit(writer));
      }
      var random = new Random(3);
      while (!writers.stream().allMatch(Future::isDone)) {
        open.commit();
        late(open);
        try (var reader = resumed("s8", "/stream", last)) {
          // One there is; of what else has come, some is lost with the connection.
          var come = reader.next(1);
          come.addAll(reader.rest());
          for (var said : come.subList(0, Math.min(come.size(), 1 + random.nextInt(12)))) {
            seen.add(said.eventId());
            last = said.id();
          }
        }
      }
      for (var writer : writers) {
        writer.get();
      }
      open.commit();
    }
    var wanted = everything("s8");
    try (var reader = resumed("s8", "/stream", last)) {
      reader.next(wanted.size() - seen.size()).forEach(said -> seen.add(said.eventId()));
      create("s8", "end");
      assertEquals(List.of("end"), names(reader.next(1)));
    }
    assertEquals(wanted.stream().sorted().toList(), seen.stream().sorted().toList());
  }

  private static void late(Connection open) throws SQLException {
    try (var insert =
        open.prepareStatement(
            "insert into outbox (created_at, event_id, tenant_id, task_id, verb, data)"
                + " values (now(), gen_random_uuid(), 's8', gen_random_uuid(), 'due_soon', '{}')")) {
      insert.executeUpdate();
    }
  }

  private static Void write() {
    for (int i = 0; i < 15; i++) {
      act("s8", create("s8", "t" + i), "start", "complete");
      create("s9", "of others");
    }
    return null;
  }

  private static JsonObject page(String tenant, String query) {
    return api.get("/events" + query).as(tenant, "ann").send().expect(200).json();
  }

  private static List<String> everything(String tenant) {
    var all = new ArrayList<String>();
    var query = "?limit=100";
    while (true) {
      var page = page(tenant, query);
      page.getJsonArray("items").forEach(e -> all.add(((JsonObject) e).getString("id")));
      if (!page.getBoolean("more")) {
        return all;
      }
      query = "?limit=100&after=" + page.getString("next_cursor");
    }
  }

  /** More than any buffer on the way takes: the rest waits in the database. */
  @Test
  void a_slow_reader_gets_everything_in_order_and_holds_nobody_up() throws SQLException {
    int count = 8_000;
    try (var slow = open("s10", "/stream?type=due_soon");
        var quick = open("s10", "/stream?type=created");
        var connection = api.core.database.connect();
        var statement = connection.createStatement()) {
      slow.pause(true);
      for (int part = 0; part < 10; part++) {
        statement.execute(
            """
            insert into outbox (created_at, event_id, tenant_id, task_id, verb, data)
            select now(), gen_random_uuid(), 's10', gen_random_uuid(), 'due_soon',
              jsonb_build_object('n', %d + i, 'filler', repeat('x', 500))
            from generate_series(1, %d) i
            """
                .formatted(part * count / 10, count / 10));
        create("s10", "part " + part);
        assertEquals(List.of("part " + part), names(quick.next(1)));
      }
      slow.pause(false);
      for (int n = 1; n <= count; n++) {
        assertEquals(n, slow.next().data().getJsonObject("data").getInteger("n"));
      }
    }
  }

  @Test
  void no_more_streams_are_open_than_the_node_allows_all_and_each_tenant() {
    var open = new ArrayList<EventReader>();
    try {
      while (open.size() < ApiFixture.MOST_TENANT_STREAMS) {
        open.add(open("s11", "/stream"));
      }
      requireRefused("s11", 429);
      while (open.size() < ApiFixture.MOST_STREAMS) {
        open.add(open("s12", "/stream"));
      }
      requireRefused("s12", 503);
    } finally {
      open.forEach(EventReader::close);
    }
    // The places are free again when the node has noticed.
    eventually("a free place", () -> status() == 200);
  }

  private static void requireRefused(String tenant, int status) {
    var refused =
        CoreFixture.await(
            api.client().get("/api/v1/stream").putHeader("X-Tenant-ID", tenant).send());
    assertEquals(status, refused.statusCode());
    assertEquals("too_many_streams", refused.bodyAsJsonObject().getString("code"));
    assertEquals("10", refused.getHeader("Retry-After"));
  }

  private static int status() {
    return CoreFixture.await(
        api.http
            .request(HttpMethod.GET, "/api/v1/stream")
            .compose(HttpClientRequest::send)
            .compose(
                response -> response.request().reset().transform(done -> succeededFuture(response)))
            .map(HttpClientResponse::statusCode));
  }

  @Test
  void ends_when_the_service_stops_and_resumes_after_it() {
    try (var stopping = new ApiFixture();
        var reader = EventReader.open(stopping, "/stream", as("t"));
        var of = EventReader.open(stopping, "/stream", as("u"))) {
      var stopped = stopping.core.vertx.undeploy(stopping.deployment);
      reader.ends();
      of.ends();
      CoreFixture.await(stopped);
      assertTrue(stopped.succeeded());
    }
  }
}
