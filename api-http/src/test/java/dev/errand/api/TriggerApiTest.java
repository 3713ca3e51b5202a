package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import dev.errand.executor.TaskType;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Triggers, and what they make of events. */
class TriggerApiTest {

  private static final AtomicInteger NAMES = new AtomicInteger();

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    var amount = new JsonObject().put("type", "integer");
    var schema =
        new JsonObject()
            .put("type", "object")
            .put("required", new JsonArray().add("amount"))
            .put("properties", new JsonObject().put("amount", amount));
    var type =
        TaskType.named("invoice")
            .configuredBy(new TaskType.Config(schema, new JsonObject(), List.of()));
    api = new ApiFixture(new Fake(type, run -> Outcome.completed(new JsonObject())));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  /** A name of events that no other test uses. */
  private static String fresh() {
    return "E" + NAMES.incrementAndGet();
  }

  private static JsonObject trigger(String event, JsonObject task) {
    return new JsonObject()
        .put("name", "T" + NAMES.incrementAndGet())
        .put("event_name", event)
        .put("task", task);
  }

  private static JsonObject created(JsonObject trigger) {
    return api.post("/triggers", trigger).send().expect(201).json();
  }

  private static JsonObject event(String name, JsonObject payload) {
    return new JsonObject().put("name", name).put("payload", payload);
  }

  private static JsonObject todo() {
    return ApiFixture.todo("Do it");
  }

  private static JsonObject happened(JsonObject event) {
    return api.post("/events", event).send().expect(201).json();
  }

  private static List<JsonObject> outcomes(JsonObject answer) {
    return answer.getJsonArray("outcomes").stream().map(JsonObject.class::cast).toList();
  }

  private static List<String> words(JsonObject answer) {
    return outcomes(answer).stream().map(each -> each.getString("outcome")).toList();
  }

  private static JsonObject task(JsonObject outcome) {
    return api.get("/tasks/" + outcome.getString("task_id")).send().expect(200).json();
  }

  private static List<String> places(JsonObject refusal) {
    return refusal.getJsonArray("detail").stream()
        .map(each -> ((JsonObject) each).getJsonArray("loc").encode())
        .toList();
  }

  @Test
  void every_trigger_makes_a_task_of_the_payload_that_inherits_from_the_event() {
    var name = fresh();
    var config = new JsonObject().put("amount", "{{payload.n}}").put("all", "{{payload}}");
    var first =
        created(
            trigger(
                name,
                new JsonObject()
                    .put("type", "invoice")
                    .put("name", "Order {{ payload.id }} of {{event.name}}: {{payload.n}}")
                    .put("params", config)));
    created(trigger(name, todo()));
    var payload =
        new JsonObject()
            .put("n", 1)
            .put("id", "A{{payload.n}}")
            .put("tags", new JsonArray().add("x"));
    var told = event(name, payload).put("namespace", "shop").put("priority", "high");
    var answer = happened(told.put("operator", "ann"));
    assertEquals(List.of("created", "created"), words(answer));
    assertEquals(payload, answer.getJsonObject("event").getJsonObject("payload"));
    var task = task(outcomes(answer).get(0));
    assertEquals("Order A{{payload.n}} of " + name + ": 1", task.getString("title"));
    assertEquals(
        new JsonObject().put("amount", 1).put("all", payload), task.getJsonObject("config"));
    assertEquals("shop", task.getString("namespace"));
    assertEquals(10, task.getInteger("priority_rank"));
    assertEquals("ann", task.getString("assignee_id"));
    assertEquals("event", task.getString("source"));
    assertEquals(first.getString("id"), task.getString("trigger_id"));
  }

  @Test
  void a_draft_keeps_what_it_says_for_itself() {
    var name = fresh();
    created(
        trigger(
            name,
            todo()
                .put("namespace", "own")
                .put("priority", "low")
                .put("assignee_id", "bea")
                .put("tags", "{{payload.tags}}")));
    var payload = new JsonObject().put("tags", new JsonArray().add("x"));
    var told = event(name, payload).put("namespace", "shop").put("priority", 15);
    var own = task(outcomes(happened(told.put("operator", "ann"))).getFirst());
    assertEquals("own", own.getString("namespace"));
    assertEquals(-10, own.getInteger("priority_rank"));
    assertEquals("bea", own.getString("assignee_id"));
    assertEquals(new JsonArray().add("x"), own.getJsonArray("tags"));
  }

  @Test
  void without_a_trigger_there_are_no_outcomes() {
    assertEquals(List.of(), outcomes(happened(new JsonObject().put("name", fresh()))));
    var refused = api.post("/events", event("x".repeat(129), new JsonObject())).send().expect(422);
    assertEquals(List.of("[\"body\",\"name\"]"), places(refused.json()));
    var large = event("x", new JsonObject().put("t", "x".repeat(300_000)));
    assertEquals(
        List.of("[\"body\",\"payload\"]"),
        places(api.post("/events", large).send().expect(422).json()));
  }

  @Test
  void one_that_does_not_apply_or_fails_does_not_stop_the_others() {
    var name = fresh();
    created(trigger(name, todo()).put("condition", "payload.n > 5"));
    created(trigger(name, todo()).put("condition", "payload.missing > 5"));
    created(trigger(name, todo().put("title", "{{payload.missing}}")));
    created(
        trigger(
            name,
            todo()
                .put("type", "invoice")
                .put("config", new JsonObject().put("amount", "{{payload.t}}"))));
    created(trigger(name, todo().put("priority", "{{payload.t}}")));
    created(trigger(name, todo()).put("namespace", "elsewhere"));
    created(trigger(name, todo()).put("is_active", false));
    created(trigger(name, todo()).put("condition", "payload.n == 1"));
    var answer = happened(event(name, new JsonObject().put("n", 1).put("t", "text")));
    assertEquals(
        List.of("ignored", "failed", "failed", "failed", "failed", "created"), words(answer));
    var errors = outcomes(answer).stream().map(each -> each.getString("error")).toList();
    assertNull(errors.get(0));
    assertTrue(errors.get(1).startsWith("condition: "), errors.get(1));
    assertTrue(errors.get(2).startsWith("task.title: there is no \"missing\""), errors.get(2));
    assertTrue(errors.get(3).startsWith("task.config.amount: "), errors.get(3));
    assertTrue(errors.get(4).startsWith("task.priority: must be one of"), errors.get(4));
  }

  @Test
  void a_repetition_makes_no_new_tasks_and_is_answered_with_the_same() {
    var name = fresh();
    created(trigger(name, todo()));
    var told = event(name, new JsonObject()).put("dedupe_key", "k1");
    var first = happened(told);
    var second = api.post("/events", told).send().expect(200).json();
    assertEquals(first, second);
    var total = api.total();
    var all =
        IntStream.range(0, 8)
            .mapToObj(i -> api.post("/events", told.copy().put("dedupe_key", "k2")).start())
            .toList();
    var answers = all.stream().map(each -> CoreFixture.await(each).json()).distinct().toList();
    assertEquals(1, answers.size());
    assertEquals(total + 1, api.total());
  }

  @Test
  void an_event_has_a_hundred_active_triggers_at_most() {
    var name = fresh();
    for (int i = 0; i < 100; i++) {
      created(trigger(name, todo()));
    }
    var refused = api.post("/triggers", trigger(name, todo())).send().expect(409).json();
    assertEquals("trigger_limit", refused.getString("code"));
    var idle = created(trigger(name, todo()).put("is_active", false));
    var path = "/triggers/" + idle.getString("id");
    api.patch(path, new JsonObject().put("description", "Waits")).send().expect(200);
    var active = new JsonObject().put("is_active", true);
    api.patch(path, active).send().expect(409);
    api.patch(path, active.copy().put("event_name", fresh())).send().expect(200);
  }

  @Test
  void a_rehearsed_event_leaves_nothing_behind() {
    var name = fresh();
    created(trigger(name, todo()));
    var told = event(name, new JsonObject()).put("dedupe_key", "k1");
    int total = api.total();
    var tried = api.post("/events?dry_run=true", told).send().expect(200).json();
    assertEquals(List.of("created"), words(tried));
    assertEquals(total, api.total());
    assertEquals(List.of("created"), words(happened(told)));
  }

  @Test
  void an_event_that_a_unique_key_catches_is_merged() {
    var name = fresh();
    var draft =
        new JsonObject()
            .put("type", "own")
            .put("performer", "worker")
            .put("unique_key", "{{payload.id}}");
    created(trigger(name, draft));
    var told = event(name, new JsonObject().put("id", name));
    var first = outcomes(happened(told)).getFirst();
    var second = outcomes(happened(told)).getFirst();
    assertEquals("created", first.getString("outcome"));
    assertEquals("merged", second.getString("outcome"));
    assertEquals(first.getString("task_id"), second.getString("task_id"));
  }

  @Test
  void limits_of_the_caller_hold_for_each_task() {
    var name = fresh();
    for (int i = 0; i < 7; i++) {
      created(trigger(name, todo()));
    }
    var answer =
        api.post("/events", event(name, new JsonObject()))
            .header("X-User-ID", "frugal")
            .header("X-Roles", "technician")
            .header("X-Subscription-Level", "free")
            .send()
            .expect(201)
            .json();
    assertEquals(5, words(answer).stream().filter("created"::equals).count());
    assertEquals("Task limit exceeded", outcomes(answer).get(6).getString("error"));
  }

  @Test
  void all_mistakes_of_a_trigger_are_found_at_once() {
    var broken =
        trigger(fresh(), todo().put("colour", "red").put("priority", 5000).put("type", "unheard"))
            .put("condition", "payload.n >");
    var refused = api.post("/triggers", broken).send().expect(422).json();
    assertEquals(
        List.of(
            "[\"body\",\"condition\"]",
            "[\"body\",\"task\",\"colour\"]",
            "[\"body\",\"task\",\"priority\"]",
            "[\"body\",\"task\",\"type\"]"),
        places(refused).stream().sorted().toList());
    var config = new JsonObject().put("amount", "text");
    var typed = trigger(fresh(), todo().put("type", "invoice").put("config", config));
    assertEquals(
        List.of("[\"body\",\"task\",\"config\",\"amount\"]"),
        places(api.post("/triggers", typed).send().expect(422).json()));
  }

  @Test
  void what_looks_like_code_is_text_or_refused() {
    var name = fresh();
    for (var code : List.of("exec('ls')", "__import__('os')", "Runtime.getRuntime().exec('ls')")) {
      api.post("/triggers", trigger(name, todo()).put("condition", code)).send().expect(422);
      var script = "{{ " + code + " }} ${" + code + "} " + code;
      created(trigger(name, todo().put("title", script)));
      var made = outcomes(happened(event(name, new JsonObject()))).getLast();
      assertEquals(script, task(made).getString("title"));
    }
    var deep = trigger(name, todo()).put("condition", "(".repeat(900) + "true" + ")".repeat(900));
    api.post("/triggers", deep).send().expect(422);
    var long_ = trigger(name, todo()).put("condition", "true" + " && true".repeat(1000));
    api.post("/triggers", long_).send().expect(422);
  }

  @Test
  void a_trial_tells_everything_and_stores_nothing() {
    var trigger =
        created(
            trigger(
                    fresh(),
                    new JsonObject()
                        .put("type", "invoice")
                        .put("title", "Order {{payload.id}}")
                        .put("config", new JsonObject().put("amount", "{{payload.n}}")))
                .put("condition", "payload.n != 0"));
    var path = "/triggers/" + trigger.getString("id") + "/test";
    int total = api.total();
    var fine = new JsonObject().put("payload", new JsonObject().put("n", 2).put("id", 7));
    var right = api.post(path, fine).send().expect(200).json();
    assertTrue(right.getBoolean("fires"));
    assertEquals(List.of(), right.getJsonArray("problems").getList());
    assertEquals("Order 7", right.getJsonObject("task").getString("title"));
    assertEquals(2, right.getJsonObject("task").getJsonObject("config").getValue("amount"));
    var zero = new JsonObject().put("payload", new JsonObject().put("n", 0));
    assertFalse(api.post(path, zero).send().expect(200).json().getBoolean("fires"));
    var few = new JsonObject().put("payload", new JsonObject().put("n", "x"));
    var lacking = api.post(path, few).send().expect(200).json();
    assertEquals("unknown_placeholder", problem(lacking).getString("type"));
    var text = new JsonObject().put("payload", new JsonObject().put("n", "x").put("id", 7));
    var wrong = api.post(path, text).send().expect(200).json();
    assertEquals(
        new JsonArray().add("task").add("config").add("amount"),
        problem(wrong).getJsonArray("loc"));
    assertEquals(total, api.total());
  }

  private static JsonObject problem(JsonObject trial) {
    assertEquals(1, trial.getJsonArray("problems").size(), trial::encode);
    return trial.getJsonArray("problems").getJsonObject(0);
  }

  @Test
  void triggers_are_read_changed_and_deleted_with_tags() {
    var made = api.post("/triggers", trigger(fresh(), todo())).send().expect(201);
    var path = made.header("Location").substring("/api/v1".length());
    var trigger = api.get(path).send().expect(200);
    assertEquals(made.json(), trigger.json());
    api.get(path).header("If-None-Match", trigger.header("ETag")).send().expect(304);
    var patch =
        new JsonObject().put("is_active", false).put("task", new JsonObject().put("name", "Other"));
    var changed = api.patch(path, patch).header("If-Match", trigger.header("ETag")).send();
    assertEquals("Other", changed.expect(200).json().getJsonObject("task").getString("title"));
    assertEquals("todo", changed.json().getJsonObject("task").getString("type"));
    assertEquals(2, changed.json().getInteger("revision"));
    api.patch(path, patch).header("If-Match", trigger.header("ETag")).send().expect(412);
    var twice = trigger(fresh(), todo()).put("name", trigger.json().getString("name"));
    var conflict = api.post("/triggers", twice).send().expect(409).json();
    assertEquals("duplicate_trigger", conflict.getString("code"));
    var named = "?event_name=" + trigger.json().getString("event_name");
    assertEquals(1, api.get("/triggers" + named).send().expect(200).json().getInteger("total"));
    var active = api.get("/triggers" + named + "&is_active=true").send().expect(200).json();
    assertEquals(0, active.getInteger("total"));
    api.call(HttpMethod.DELETE, path).send().expect(204);
    api.get(path).send().expect(404);
  }
}
