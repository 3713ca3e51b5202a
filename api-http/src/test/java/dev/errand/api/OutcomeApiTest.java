package dev.errand.api;

import static dev.errand.api.WorkerCalls.claim;
import static dev.errand.api.WorkerCalls.path;
import static dev.errand.api.WorkerCalls.task;
import static dev.errand.api.WorkerCalls.token;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What remote workers tell of executions. Each test has a namespace of its own. */
class OutcomeApiTest {

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
  void a_completed_execution_leaves_its_result() {
    api.created(task("complete"));
    var item = worker.claimOne("complete");
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
    var task = worker.get(item);
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
    var item = worker.claimOne("unstored");
    var told = token(item).put("result", new JsonObject().put("n", 1));
    api.post(path(item, "complete"), told).send().expect(200);
    assertNull(worker.get(item).getJsonObject("result"));
  }

  @Test
  void a_failed_execution_is_retried_and_one_that_cannot_be_mended_fails_with_its_reason() {
    api.created(task("fail"));
    var item = worker.claimOne("fail");
    var message = new JsonObject().put("message", "x");
    var failed = api.post(path(item, "fail"), token(item).put("error", message)).send();
    assertEquals("retry", failed.expect(200).json().getString("task_status"));
    var runAt = Instant.parse(failed.json().getString("run_at"));
    var delay = Duration.between(api.core.clock.instant(), runAt).toMillis();
    assertTrue(delay >= 13_500 && delay <= 16_500, delay + " ms");
    api.created(task("fail").put("retry_policy", new JsonObject().put("max_attempts", 1)));
    var last = worker.claimOne("fail");
    api.post(path(last, "fail"), token(last).put("error", "in words")).send().expect(200);
    var task = worker.get(last);
    assertEquals("failed", task.getString("status"));
    assertEquals("in words", task.getJsonObject("error").getString("message"));
    api.created(task("fail"));
    var hopeless = worker.claimOne("fail");
    var error =
        new JsonObject()
            .put("class", "ValueError")
            .put("message", "m")
            .put("code", "c")
            .put("details", new JsonObject().put("row", 3))
            .put("traceback", "line 1");
    var end = token(hopeless).put("error", error).put("retryable", false);
    api.post(path(hopeless, "fail"), end).send().expect(200);
    assertEquals(error, worker.get(hopeless).getJsonObject("error"));
    var status =
        api.get("/tasks/" + worker.get(hopeless).getString("id") + "/status").send().json();
    assertEquals(Set.of("id", "status", "updated_at", "error", "progress"), status.fieldNames());
  }

  @Test
  void an_execution_can_be_given_back_or_put_off() {
    api.created(task("back"));
    var first = worker.claimOne("back");
    var released = api.post(path(first, "release"), token(first)).send().expect(200).json();
    assertEquals("queued", released.getString("task_status"));
    var second = worker.claimOne("back");
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
    var item = worker.claimOne("beat");
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
    assertEquals("cancelled", worker.get(item).getString("status"));
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
    var items = worker.claimed(claim("w1", "batch").put("max", 2));
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
    assertEquals("running", worker.get(items.get(1)).getString("status"));
  }

  private static JsonObject told(JsonObject item, String outcome) {
    return token(item)
        .put("execution_id", item.getJsonObject("execution").getString("id"))
        .put("outcome", outcome);
  }

  @Test
  void what_is_malformed_is_refused_with_its_place_and_changes_nothing() {
    api.created(task("malformed"));
    var item = worker.claimOne("malformed");
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
    assertEquals("running", worker.get(item).getString("status"));
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
    var item = worker.claimOne("foreign");
    for (var verb : List.of("heartbeat", "complete", "fail", "release")) {
      api.post(path(item, verb), token(item)).as("t9", "eve").send().expect(404);
    }
    api.post("/queue/claim", claim("w1", "foreign")).as("t9", "eve").send().expect(204);
    assertEquals("running", worker.get(item).getString("status"));
  }

  @Test
  void a_viewer_cannot_work() {
    var viewer = api.post("/queue/claim", claim("w1", "viewed")).as("t1", "vic");
    viewer.header("X-Roles", "viewer").send().expect(403);
    var technician = api.post("/queue/claim", claim("w1", "viewed")).as("t1", "tom");
    technician.header("X-Roles", "technician").send().expect(204);
  }
}
