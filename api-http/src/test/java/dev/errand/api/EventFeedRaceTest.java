package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code GET /events} while much happens, some of which is committed late. */
class EventFeedRaceTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonObject page(String tenant, String query) {
    return api.get("/events" + query).as(tenant, "ann").send().expect(200).json();
  }

  private static List<JsonObject> items(JsonObject page) {
    return page.getJsonArray("items").stream().map(JsonObject.class::cast).toList();
  }

  private static List<String> types(List<JsonObject> events) {
    return events.stream()
        .map(event -> event.getString("type").replace("task_service.task.", ""))
        .toList();
  }

  private static String create(String tenant, JsonObject task) {
    return api.post("/tasks", task).as(tenant, "ann").send().expect(201).json().getString("id");
  }

  private static void act(String tenant, String path, JsonObject body) {
    api.post(path, body).as(tenant, "ann").send().expect(200);
  }

  /**
   * Callers change tasks at the same time, while transactions that were opened before, or are
   * opened meanwhile, stay open and commit late; several readers page through it all from the
   * beginning.
   */
  @Test
  void readers_find_every_change_once_and_in_order_however_late_it_is_committed() throws Exception {
    var late = new TreeSet<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var open = api.core.database.connect()) {
      open.setAutoCommit(false);
      late.add(held(open));
      var writers = new ArrayList<Future<Void>>();
      for (int i = 0; i < 6; i++) {
        var random = new Random(i);
        Callable<Void> writer = () -> write(random);
        writers.add(threads.submit(writer));
      }
      var readers = new ArrayList<Paging>();
      for (int i = 0; i < 4; i++) {
        readers.add(new Paging(new Random(i)));
      }
      var random = new Random(9);
      while (!writers.stream().allMatch(Future::isDone)) {
        readers.get(random.nextInt(readers.size())).read();
        if (random.nextInt(5) == 0) {
          open.commit();
          late.add(held(open));
        }
      }
      for (var writer : writers) {
        writer.get();
      }
      open.commit();
      readers.forEach(Paging::readAll);
      var wanted = history();
      late.forEach(id -> wanted.put(id, List.of("due_soon")));
      readers.forEach(reader -> assertEquals(wanted, reader.found()));
    }
  }

  /** Has a row waiting to be committed; answers with what it is about. */
  private static String held(Connection open) throws SQLException {
    var task = UUID.randomUUID();
    try (var insert =
        open.prepareStatement(
            "insert into outbox (created_at, event_id, tenant_id, task_id, verb, data)"
                + " values (now(), ?, 'many', ?, 'due_soon', '{}')")) {
      insert.setObject(1, UUID.randomUUID());
      insert.setObject(2, task);
      insert.executeUpdate();
    }
    return task.toString();
  }

  private static Void write(Random random) {
    var none = new JsonObject();
    for (int i = 0; i < 5; i++) {
      var path = "/tasks/" + create("many", todo("t"));
      create("others", todo("t"));
      for (int j = random.nextInt(3); j > 0; j--) {
        act("many", path + "/pause", none);
        act("many", path + "/resume", none);
      }
      if (random.nextBoolean()) {
        act("many", path + "/complete", none);
      }
    }
    return null;
  }

  /** By task, what its history says of it, in the words of events. */
  private static Map<String, List<String>> history() {
    var history = new HashMap<String, List<String>>();
    for (String cursor = ""; cursor != null; ) {
      var query = "/history?limit=100" + (cursor.isEmpty() ? "" : "&cursor=" + cursor);
      var page =
          api.get(query).as("many", "boss").header("X-Roles", "manager").send().expect(200).json();
      for (var entry : items(page)) {
        var verbs = history.computeIfAbsent(entry.getString("task_id"), id -> new ArrayList<>());
        var verb = entry.getString("action");
        // Newest first; each move tells of the status, too.
        verbs.addAll(0, verb.equals("created") ? List.of(verb) : List.of(verb, "status_changed"));
      }
      cursor = page.getString("next_cursor");
    }
    return history;
  }

  private static final class Paging {
    private final Random random;
    private final Map<String, JsonObject> byId = new HashMap<>();
    private final Map<String, List<String>> byTask = new HashMap<>();
    private String query = "";
    private boolean more;

    Paging(Random random) {
      this.random = random;
    }

    void read() {
      var page = page("many", "?limit=" + (1 + random.nextInt(40)) + query);
      more = page.getBoolean("more") || !items(page).isEmpty();
      if (random.nextInt(5) == 0) {
        // The answer was lost on its way.
        return;
      }
      for (var event : items(page)) {
        assertTrue(byId.put(event.getString("id"), event) == null, () -> "twice: " + event);
        byTask
            .computeIfAbsent(event.getString("subject"), id -> new ArrayList<>())
            .addAll(types(List.of(event)));
      }
      query = "&after=" + page.getString("next_cursor");
    }

    void readAll() {
      do {
        read();
      } while (more);
    }

    Map<String, List<String>> found() {
      return byTask;
    }
  }
}
