package dev.errand.api;

import static dev.errand.api.WorkerCalls.claim;
import static dev.errand.api.WorkerCalls.path;
import static dev.errand.api.WorkerCalls.task;
import static dev.errand.api.WorkerCalls.token;
import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How remote workers get executions. Each test has a namespace of its own. */
class WorkerApiTest {

  private static ApiFixture api;
  private static WorkerCalls worker;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
    worker = new WorkerCalls(api);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void the_highest_rank_is_claimed_first_and_held_for_five_minutes() {
    for (int rank = 0; rank < 4; rank++) {
      api.created(task("ranks").put("priority", rank));
    }
    var item = worker.claimOne("ranks");
    assertEquals(3, item.getJsonObject("task").getInteger("priority_rank"));
    assertEquals("running", item.getJsonObject("task").getString("status"));
    assertEquals("running", item.getJsonObject("execution").getString("status"));
    assertEquals("w1", item.getJsonObject("execution").getString("worker_id"));
    var expires = Instant.parse(item.getString("lease_expires_at"));
    assertEquals(Duration.ofMinutes(5), Duration.between(api.core.clock.instant(), expires));
    assertEquals(3, worker.claimed(claim("w2", "ranks").put("max", 10)).size());
    api.post("/queue/claim", claim("w1", "ranks")).send().expect(204);
  }

  @Test
  void tasks_of_the_future_of_other_namespaces_and_of_other_types_are_left_alone() {
    api.created(task("here").put("run_at", api.core.clock.instant().plusSeconds(60).toString()));
    api.created(task("there"));
    api.created(task("here").put("type", "sorting"));
    var claim = claim("w1", "here").put("max", 10).put("types", new JsonArray().add("picking"));
    assertEquals(List.of(), worker.claimed(claim));
    assertEquals(1, worker.claimed(claim("w1", "here").put("max", 10)).size());
  }

  @Test
  void twenty_workers_take_each_of_two_thousand_tasks_once_and_complete_all() {
    for (int n = 0; n < 4; n++) {
      var items = new JsonArray();
      IntStream.range(0, 500).forEach(i -> items.add(task("crowd")));
      api.post("/tasks/bulk", new JsonObject().put("items", items)).send().expect(201);
    }
    Set<String> seen = ConcurrentHashMap.newKeySet();
    var workers = new ArrayList<Future<Integer>>();
    for (int w = 0; w < 20; w++) {
      workers.add(work("worker-" + w, seen, 0));
    }
    int done = workers.stream().mapToInt(CoreFixture::await).sum();
    assertEquals(2000, done);
    assertEquals(2000, seen.size());
    var running = api.get("/executions?status=running&limit=1").send().json();
    assertEquals(0, heldBy(running, seen));
    for (var each : seen) {
      assertEquals("completed", api.get("/tasks/" + each).send().json().getString("status"));
    }
  }

  private static int heldBy(JsonObject executions, Set<String> tasks) {
    return (int)
        executions.getJsonArray("items").stream()
            .filter(each -> tasks.contains(((JsonObject) each).getString("task_id")))
            .count();
  }

  /** Claims a few, completes half of them one by one and the rest together, until none is left. */
  private static Future<Integer> work(String worker, Set<String> seen, int done) {
    return api.post("/queue/claim", claim(worker, "crowd").put("max", 10))
        .start()
        .compose(
            reply -> {
              if (reply.status() == 204) {
                return Future.succeededFuture(done);
              }
              var items = reply.expect(200).json().getJsonArray("items");
              var told = new JsonArray();
              var single = new ArrayList<Future<Call.Reply>>();
              for (int i = 0; i < items.size(); i++) {
                var item = items.getJsonObject(i);
                var id = item.getJsonObject("execution").getString("id");
                assertTrue(seen.add(item.getJsonObject("task").getString("id")), "claimed twice");
                if (i % 2 == 0) {
                  single.add(api.post(path(item, "complete"), token(item)).start());
                } else {
                  told.add(token(item).put("execution_id", id).put("outcome", "complete"));
                }
              }
              var together =
                  told.isEmpty()
                      ? Future.succeededFuture()
                      : api.post("/queue/outcomes", new JsonObject().put("items", told)).start();
              return Future.all(Future.all(single), together)
                  .compose(
                      all -> {
                        single.forEach(reply1 -> reply1.result().expect(200));
                        return work(worker, seen, done + items.size());
                      });
            });
  }

  @Test
  void a_claim_that_asks_for_too_much_is_refused_with_everything_that_is_wrong() {
    var claim =
        new JsonObject()
            .put("worker_id", "")
            .put("namespaces", new JsonArray())
            .put("max", 101)
            .put("lease_seconds", 4)
            .put("wait_seconds", 31);
    assertEquals(
        Set.of(
            "body.worker_id",
            "body.namespaces",
            "body.max",
            "body.lease_seconds",
            "body.wait_seconds"),
        Set.copyOf(api.post("/queue/claim", claim).send().expect(422).places()));
  }

  @Test
  void a_claim_waits_for_a_task_and_no_longer_than_asked() {
    var wait = claim("w1", "waiting").put("wait_seconds", 20);
    var waiting = api.post("/queue/claim", wait).start();
    api.created(task("waiting"));
    assertEquals(1, CoreFixture.await(waiting).expect(200).json().getJsonArray("items").size());
    api.post("/queue/claim", claim("w1", "waiting").put("wait_seconds", 1)).send().expect(204);
  }

  @Test
  void a_worker_that_hangs_up_takes_nothing() {
    var client = api.core.vertx.createNetClient();
    var body = claim("w1", "hung-up").put("wait_seconds", 20).toBuffer();
    var request =
        Buffer.buffer("POST /api/v1/queue/claim HTTP/1.1\r\nHost: localhost\r\n")
            .appendString("Content-Type: application/json\r\nContent-Length: " + body.length())
            .appendString("\r\n\r\n")
            .appendBuffer(body);
    var socket = CoreFixture.await(client.connect(api.server.port(), "127.0.0.1"));
    CoreFixture.await(socket.write(request));
    // It is known to wait once it is known as a worker.
    eventually(
        "a known worker",
        () -> api.get("/workers").send().json().encode().contains("\"id\":\"w1\""));
    CoreFixture.await(socket.close());
    var id = api.created(task("hung-up")).getString("id");
    var next = worker.claimed(claim("w2", "hung-up").put("wait_seconds", 20));
    assertEquals(id, next.getFirst().getJsonObject("task").getString("id"));
  }

  @Test
  void workers_and_executions_are_listed() {
    api.created(task("listed"));
    var item = worker.claimed(claim("lister", "listed")).getFirst();
    JsonObject worker = null;
    for (int i = 0; worker == null && i < 1000; i++) {
      for (var each : api.get("/workers").send().expect(200).json().getJsonArray("items")) {
        if (((JsonObject) each).getString("id").equals("lister")) {
          worker = (JsonObject) each;
        }
      }
    }
    assertNotNull(worker);
    assertEquals(new JsonArray().add("listed"), worker.getJsonArray("namespaces"));
    assertEquals(1, worker.getInteger("running"));
    var id = item.getJsonObject("task").getString("id");
    var running = api.get("/executions?status=running&worker_id=lister").send().expect(200).json();
    assertEquals(1, running.getInteger("total"));
    var ofTask = api.get("/executions?task_id=" + id).send().expect(200).json();
    assertEquals(running.getJsonArray("items"), ofTask.getJsonArray("items"));
    assertEquals(
        List.of("query.status"), api.get("/executions?status=foo").send().expect(422).places());
  }
}
