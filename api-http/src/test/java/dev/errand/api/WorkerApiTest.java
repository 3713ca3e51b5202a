package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The protocol of remote workers, over HTTP. Each test has a namespace of its own. */
class WorkerApiTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonObject task(String namespace) {
    return new JsonObject()
        .put("type", "picking")
        .put("performer", "worker")
        .put("namespace", namespace);
  }

  private static JsonObject claim(String worker, String namespace) {
    return new JsonObject()
        .put("worker_id", worker)
        .put("namespaces", new JsonArray().add(namespace));
  }

  private static List<JsonObject> claimed(JsonObject claim) {
    var reply = api.post("/queue/claim", claim).send();
    return reply.status() == 204
        ? List.of()
        : reply.expect(200).json().getJsonArray("items").stream()
            .map(JsonObject.class::cast)
            .toList();
  }

  private static JsonObject claimOne(String namespace) {
    var items = claimed(claim("w1", namespace));
    assertEquals(1, items.size());
    return items.getFirst();
  }

  private static String path(JsonObject item, String verb) {
    return "/executions/" + item.getJsonObject("execution").getString("id") + "/" + verb;
  }

  private static JsonObject token(JsonObject item) {
    return new JsonObject().put("lease_token", item.getLong("lease_token"));
  }

  private static JsonObject get(JsonObject item) {
    return api.get("/tasks/" + item.getJsonObject("task").getString("id")).send().json();
  }

  @Test
  void the_highest_rank_is_claimed_first_and_held_for_five_minutes() {
    for (int rank = 0; rank < 4; rank++) {
      api.created(task("ranks").put("priority", rank));
    }
    var item = claimOne("ranks");
    assertEquals(3, item.getJsonObject("task").getInteger("priority_rank"));
    assertEquals("running", item.getJsonObject("task").getString("status"));
    assertEquals("running", item.getJsonObject("execution").getString("status"));
    assertEquals("w1", item.getJsonObject("execution").getString("worker_id"));
    var expires = Instant.parse(item.getString("lease_expires_at"));
    assertEquals(Duration.ofMinutes(5), Duration.between(api.core.clock.instant(), expires));
    assertEquals(3, claimed(claim("w2", "ranks").put("max", 10)).size());
    api.post("/queue/claim", claim("w1", "ranks")).send().expect(204);
  }

  @Test
  void tasks_of_the_future_of_other_namespaces_and_of_other_types_are_left_alone() {
    api.created(task("here").put("run_at", api.core.clock.instant().plusSeconds(60).toString()));
    api.created(task("there"));
    api.created(task("here").put("type", "sorting"));
    var claim = claim("w1", "here").put("max", 10).put("types", new JsonArray().add("picking"));
    assertEquals(List.of(), claimed(claim));
    assertEquals(1, claimed(claim("w1", "here").put("max", 10)).size());
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
  void a_completed_execution_leaves_its_result() {
    api.created(task("complete"));
    var item = claimOne("complete");
    var told =
        token(item)
            .put("result", new JsonObject().put("weight", 12.5))
            .put("credits", 0.5)
            .put("tokens_used", 3)
            .put("progress", 100)
            .put("log", "done");
    var settled = api.post(path(item, "complete"), told).send().expect(200).json();
    assertEquals("succeeded", settled.getString("status"));
    assertEquals("completed", settled.getString("task_status"));
    assertEquals(settled, api.post(path(item, "complete"), told).send().expect(200).json());
    var task = get(item);
    assertEquals(12.5, task.getJsonObject("result").getDouble("weight"));
    assertEquals(0.5, task.getDouble("total_credits"));
    var execution =
        api.get("/executions/" + item.getJsonObject("execution").getString("id")).send().json();
    assertEquals("done\n", execution.getString("log"));
    assertEquals(100, execution.getInteger("progress"));
  }

  @Test
  void a_result_that_is_not_to_be_stored_is_not() {
    api.created(task("unstored").put("store_result", false));
    var item = claimOne("unstored");
    var told = token(item).put("result", new JsonObject().put("n", 1));
    api.post(path(item, "complete"), told).send().expect(200);
    assertNull(get(item).getJsonObject("result"));
  }

  @Test
  void a_failed_execution_is_retried_and_one_that_cannot_be_mended_fails_with_its_reason() {
    api.created(task("fail"));
    var item = claimOne("fail");
    var message = new JsonObject().put("message", "x");
    var failed = api.post(path(item, "fail"), token(item).put("error", message)).send();
    assertEquals("retry", failed.expect(200).json().getString("task_status"));
    var runAt = Instant.parse(failed.json().getString("run_at"));
    var delay = Duration.between(api.core.clock.instant(), runAt).toMillis();
    assertTrue(delay >= 13_500 && delay <= 16_500, delay + " ms");
    api.created(task("fail").put("retry_policy", new JsonObject().put("max_attempts", 1)));
    var last = claimOne("fail");
    api.post(path(last, "fail"), token(last).put("error", "in words")).send().expect(200);
    var task = get(last);
    assertEquals("failed", task.getString("status"));
    assertEquals("in words", task.getJsonObject("error").getString("message"));
    api.created(task("fail"));
    var hopeless = claimOne("fail");
    var error =
        new JsonObject()
            .put("class", "ValueError")
            .put("message", "m")
            .put("code", "c")
            .put("details", new JsonObject().put("row", 3))
            .put("traceback", "line 1");
    var end = token(hopeless).put("error", error).put("retryable", false);
    api.post(path(hopeless, "fail"), end).send().expect(200);
    assertEquals(error, get(hopeless).getJsonObject("error"));
    var status = api.get("/tasks/" + get(hopeless).getString("id") + "/status").send().json();
    assertEquals(Set.of("id", "status", "updated_at", "error", "progress"), status.fieldNames());
  }

  @Test
  void an_execution_can_be_given_back_or_put_off() {
    api.created(task("back"));
    var first = claimOne("back");
    var released = api.post(path(first, "release"), token(first)).send().expect(200).json();
    assertEquals("queued", released.getString("task_status"));
    var second = claimOne("back");
    assertEquals(1, second.getJsonObject("execution").getInteger("attempt"));
    var until = api.core.clock.instant().plusSeconds(90).toString();
    var snoozed =
        api.post(path(second, "snooze"), token(second).put("until", until)).send().expect(200);
    assertEquals("scheduled", snoozed.json().getString("task_status"));
    assertEquals(until, snoozed.json().getString("run_at"));
  }

  @Test
  void a_heartbeat_extends_the_lease_shows_progress_and_hears_of_a_cancellation() {
    var id = api.created(task("beat")).getString("id");
    var item = claimOne("beat");
    var beat = token(item).put("lease_seconds", 60).put("progress", 40).put("log", "row 1");
    var pulse = api.post(path(item, "heartbeat"), beat).send().expect(200).json();
    assertFalse(pulse.getBoolean("cancel_requested"));
    assertEquals(
        api.core.clock.instant().plusSeconds(60),
        Instant.parse(pulse.getString("lease_expires_at")));
    var status = api.get("/tasks/" + id + "/status").send().json();
    assertEquals(40, status.getInteger("progress"));
    var cancelled =
        api.post(
                "/executions/" + item.getJsonObject("execution").getString("id") + "/cancel",
                new JsonObject().put("reason", "rain"))
            .send()
            .expect(200);
    assertEquals("cancelled", cancelled.json().getString("status"));
    var heard = api.post(path(item, "heartbeat"), token(item)).send().expect(200).json();
    assertTrue(heard.getBoolean("cancel_requested"));
    var late = api.post(path(item, "complete"), token(item)).send().expect(409).json();
    assertEquals("lease_lost", late.getString("code"));
    assertEquals("cancelled", late.getString("reason"));
    assertEquals("cancelled", get(item).getString("status"));
    var over =
        api.post("/executions/" + item.getJsonObject("execution").getString("id") + "/cancel")
            .send()
            .expect(409);
    assertEquals("invalid_transition", over.json().getString("code"));
  }

  @Test
  void each_outcome_of_a_batch_is_answered_by_itself() {
    api.created(task("batch"));
    api.created(task("batch"));
    var items = claimed(claim("w1", "batch").put("max", 2));
    var told = new JsonArray();
    told.add(told(items.get(0), "fail").put("error", "x"));
    told.add(told(items.get(1), "complete").put("lease_token", 1_000_000_000));
    told.add(
        new JsonObject()
            .put("execution_id", UUID.randomUUID().toString())
            .put("lease_token", 1)
            .put("outcome", "release"));
    var body = new JsonObject().put("items", told);
    var answers = api.post("/queue/outcomes", body).send().expect(200).json().getJsonArray("items");
    assertTrue(answers.getJsonObject(0).getBoolean("accepted"));
    var lost = answers.getJsonObject(1).getJsonObject("error");
    assertEquals("lease_lost superseded", lost.getString("code") + " " + lost.getString("reason"));
    assertEquals(404, answers.getJsonObject(2).getJsonObject("error").getInteger("status"));
    assertEquals("running", get(items.get(1)).getString("status"));
  }

  private static JsonObject told(JsonObject item, String outcome) {
    return token(item)
        .put("execution_id", item.getJsonObject("execution").getString("id"))
        .put("outcome", outcome);
  }

  @Test
  void what_is_malformed_is_refused_with_its_place_and_changes_nothing() {
    api.created(task("malformed"));
    var item = claimOne("malformed");
    var twice = new JsonArray().add(told(item, "complete")).add(told(item, "complete"));
    assertEquals(List.of("body.items.1.execution_id"), outcomes(twice));
    var strange =
        new JsonArray()
            .add(told(item, "complete").put("error", "x"))
            .add(told(item, "explode"))
            .add(told(item, "snooze"));
    assertTrue(outcomes(strange).contains("body.items.1.outcome"));
    var mixed = new JsonArray().add(told(item, "complete").put("error", "x"));
    assertEquals(List.of("body.items.0.error"), outcomes(mixed));
    assertEquals(
        List.of("body.items.0.seconds"), outcomes(new JsonArray().add(told(item, "snooze"))));
    var many = new JsonArray();
    IntStream.range(0, 10_000).forEach(i -> many.add(told(item, "complete")));
    assertEquals(List.of("body.items"), outcomes(many));
    var huge = new JsonObject().put("x", "y".repeat(1_100_000));
    var large = api.post(path(item, "complete"), token(item).put("result", huge)).send();
    assertEquals(List.of("body.result"), large.expect(422).places());
    var negative = token(item).put("lease_seconds", -5).put("colour", "red");
    assertEquals(
        Set.of("body.lease_seconds", "body.colour"),
        Set.copyOf(api.post(path(item, "heartbeat"), negative).send().expect(422).places()));
    assertEquals("running", get(item).getString("status"));
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

  private static List<String> outcomes(JsonArray items) {
    return api.post("/queue/outcomes", new JsonObject().put("items", items))
        .send()
        .expect(422)
        .places();
  }

  @Test
  void the_executions_of_another_tenant_do_not_exist() {
    api.created(task("foreign"));
    var item = claimOne("foreign");
    for (var verb : List.of("heartbeat", "complete", "fail", "release")) {
      api.post(path(item, verb), token(item)).as("t9", "eve").send().expect(404);
    }
    api.post("/queue/claim", claim("w1", "foreign")).as("t9", "eve").send().expect(204);
    assertEquals("running", get(item).getString("status"));
  }

  @Test
  void a_viewer_cannot_work() {
    var viewer = api.post("/queue/claim", claim("w1", "viewed")).as("t1", "vic");
    viewer.header("X-Roles", "viewer").send().expect(403);
    var technician = api.post("/queue/claim", claim("w1", "viewed")).as("t1", "tom");
    technician.header("X-Roles", "technician").send().expect(204);
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
    while (!api.get("/workers").send().json().encode().contains("\"id\":\"w1\"")) {
      Thread.onSpinWait();
    }
    CoreFixture.await(socket.close());
    var id = api.created(task("hung-up")).getString("id");
    var next = claimed(claim("w2", "hung-up").put("wait_seconds", 20));
    assertEquals(id, next.getFirst().getJsonObject("task").getString("id"));
  }

  @Test
  void workers_and_executions_are_listed() {
    api.created(task("listed"));
    var item = claimed(claim("lister", "listed")).getFirst();
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
