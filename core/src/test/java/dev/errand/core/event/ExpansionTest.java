package dev.errand.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cloudevents.SpecVersion;
import io.cloudevents.jackson.JsonFormat;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExpansionTest {

  private static final UUID ID = UUID.fromString("01890000-0000-7000-8000-000000000001");
  private static final UUID TASK = UUID.fromString("01890000-0000-7000-8000-000000000002");
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00.5Z");

  private final Expansion expansion = new Expansion("task_service");

  /** A row's verb and data; then the verb and data of each message. */
  static Stream<Arguments> rows() {
    return Stream.of(changes(), moves(), runs()).flatMap(Function.identity());
  }

  private static Stream<Arguments> changes() {
    return Stream.of(
        row(
            "created",
            "{'task_type': 'sowing', 'name': 'Sow', 'status': 'pending'}",
            "created {'task_type': 'sowing', 'name': 'Sow', 'status': 'pending'}"),
        row(
            "updated",
            "{'updated_fields': ['title'], 'changes': [{'field': 'title', 'old': 'a', 'new': 'b'}]}",
            "updated {'updated_fields': ['title'],"
                + " 'changes': [{'field': 'title', 'old': 'a', 'new': 'b'}]}"),
        row(
            "merged",
            "{'old_status': 'retry', 'new_status': 'queued', 'updated_fields': ['config'],"
                + " 'changes': [{'field': 'config', 'old': {}, 'new': {'a': 1}}]}",
            "merged {'updated_fields': ['config'],"
                + " 'changes': [{'field': 'config', 'old': {}, 'new': {'a': 1}}]}",
            "status_changed {'old_status': 'retry', 'new_status': 'queued'}"),
        row("deleted", "{'old_status': 'failed'}", "deleted {'old_status': 'failed'}"),
        row("due_soon", "{}", "due_soon {}"));
  }

  private static Stream<Arguments> moves() {
    return Stream.of(
        row(
            "cancelled",
            "{'old_status': 'queued', 'new_status': 'cancelled', 'reason': 'rain'}",
            "cancelled {'reason': 'rain'}",
            "status_changed {'old_status': 'queued', 'new_status': 'cancelled'}"),
        row(
            "cancelled",
            "{'old_status': 'pending', 'new_status': 'cancelled', 'reason': null}",
            "cancelled {'reason': null}",
            "status_changed {'old_status': 'pending', 'new_status': 'cancelled'}"),
        row(
            "started",
            "{'old_status': 'pending', 'new_status': 'running', 'execution_id': 'e1'}",
            "started {'execution_id': 'e1'}",
            "status_changed {'old_status': 'pending', 'new_status': 'running'}"),
        row(
            "paused",
            "{'old_status': 'retry', 'new_status': 'paused'}",
            "paused {}",
            "status_changed {'old_status': 'retry', 'new_status': 'paused'}"),
        row(
            "status_changed",
            "{'old_status': 'pending', 'new_status': 'queued'}",
            "status_changed {'old_status': 'pending', 'new_status': 'queued'}"));
  }

  private static Stream<Arguments> runs() {
    return Stream.of(
        row(
            "executed",
            run("succeeded", "completed", "'error': null, 'run_at': null"),
            "started {'execution_id': 'e1', 'attempt': 2}",
            executed("succeeded"),
            "completed {'execution_id': 'e1'}",
            "status_changed {'old_status': 'running', 'new_status': 'completed'}"),
        row(
            "executed",
            run("timed_out", "failed", "'error': {'code': 'timeout'}, 'run_at': null"),
            "started {'execution_id': 'e1', 'attempt': 2}",
            executed("timed_out"),
            "failed {'execution_id': 'e1', 'error': {'code': 'timeout'}}",
            "status_changed {'old_status': 'running', 'new_status': 'failed'}"),
        row(
            "executed",
            run("lost", "retry", "'error': {'code': 'lost'}, 'run_at': '2026-03-01T13:00:00Z'"),
            "started {'execution_id': 'e1', 'attempt': 2}",
            executed("lost"),
            "retry_scheduled {'run_at': '2026-03-01T13:00:00Z', 'attempt': 3}",
            "status_changed {'old_status': 'running', 'new_status': 'retry'}"),
        row(
            "executed",
            run("snoozed", "scheduled", "'error': null, 'run_at': '2026-03-01T13:00:00Z'"),
            "started {'execution_id': 'e1', 'attempt': 2}",
            executed("snoozed"),
            "status_changed {'old_status': 'running', 'new_status': 'scheduled'}"),
        row(
            "executed",
            run("cancelled", "cancelled", "'error': {'code': 'cancelled'}, 'run_at': null"),
            "started {'execution_id': 'e1', 'attempt': 2}",
            executed("cancelled")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void a_row_becomes_messages(String verb, JsonObject data, List<String> messages) {
    var made = expansion.expand(event(verb, data));
    assertEquals(
        messages.stream().map(ExpansionTest::withAddressees).toList(),
        made.stream()
            .map(message -> message.verb() + " " + message.data())
            .map(Object::toString)
            .map(ExpansionTest::canonical)
            .toList());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void ids_are_stable_and_each_its_own(String verb, JsonObject data, List<String> messages) {
    var ids = expansion.expand(event(verb, data)).stream().map(CloudEvent::id).toList();
    assertEquals(ids, expansion.expand(event(verb, data)).stream().map(CloudEvent::id).toList());
    assertEquals(messages.size(), new HashSet<>(ids).size());
    assertTrue(ids.contains(ID), "the row's own id names none of its messages");
  }

  @Test
  void rows_of_other_events_derive_other_ids() {
    var data = new JsonObject(run("succeeded", "completed", "'error': null").replace('\'', '"'));
    var other = new OutboxEvent(1, AT, UUID.randomUUID(), "acme", TASK, "executed", null, data);
    assertNotEquals(
        expansion.expand(event("executed", data)).getFirst().id(),
        expansion.expand(other).getFirst().id());
  }

  @Test
  void the_envelope_is_structured_cloud_events_json() {
    var message =
        expansion.expand(event("created", new JsonObject().put("task_type", "sowing"))).getFirst();
    assertEquals(
        new JsonObject()
            .put("specversion", "1.0")
            .put("id", ID.toString())
            .put("source", "task_service")
            .put("type", "task_service.task.created")
            .put("subject", TASK.toString())
            .put("time", "2026-03-01T12:00:00.500Z")
            .put("datacontenttype", "application/json")
            .put("tenantid", "acme")
            .put("version", "1.0")
            .put(
                "data",
                new JsonObject()
                    .put("task_id", TASK.toString())
                    .put("user_id", "ann")
                    .put("tenant_id", "acme")
                    .put("task_type", "sowing")),
        message.encode().toJsonObject());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void messages_are_cloud_events_to_their_own_sdk(
      String verb, JsonObject data, List<String> messages) {
    var format = new JsonFormat();
    for (var message : expansion.expand(event(verb, data))) {
      var read = format.deserialize(message.encode().getBytes());
      assertEquals(SpecVersion.V1, read.getSpecVersion());
      assertEquals(message.id().toString(), read.getId());
      assertEquals("task_service", read.getSource().toString());
      assertEquals("task_service.task." + message.verb(), read.getType());
      assertEquals(TASK.toString(), read.getSubject());
      assertEquals(message.time(), Objects.requireNonNull(read.getTime()).toInstant());
      assertEquals("application/json", read.getDataContentType());
      assertEquals("acme", read.getExtension("tenantid"));
      assertEquals("1.0", read.getExtension("version"));
      var content = Objects.requireNonNull(read.getData()).toBytes();
      assertEquals(message.data(), new JsonObject(Buffer.buffer(content)));
    }
  }

  @Test
  void a_run_starts_when_it_did() {
    var data = new JsonObject(run("succeeded", "completed", "'error': null").replace('\'', '"'));
    var messages = expansion.expand(event("executed", data));
    assertEquals(AT.minusMillis(1500), messages.get(0).time());
    assertEquals(AT, messages.get(1).time());
  }

  @Test
  void changes_past_64_kib_are_left_out() {
    var long1 = changes("x".repeat(64 * 1024));
    var data = expansion.expand(event("updated", long1)).getFirst().data();
    assertFalse(data.containsKey("changes"));
    assertTrue(data.getBoolean("truncated"));
    assertEquals(new JsonArray().add("title"), data.getJsonArray("updated_fields"));
    var short1 = changes("x".repeat(63 * 1024));
    var whole = expansion.expand(event("updated", short1)).getFirst().data();
    assertTrue(whole.containsKey("changes"));
    assertFalse(whole.containsKey("truncated"));
  }

  @Test
  void truncation_keeps_the_small_members() {
    var data =
        new JsonObject()
            .put("error", new JsonObject().put("message", "x".repeat(600)))
            .put("execution_id", "e1");
    var truncated = expansion.expand(event("failed", data)).getFirst().truncated();
    assertEquals(
        new JsonObject()
            .put("task_id", TASK.toString())
            .put("user_id", "ann")
            .put("tenant_id", "acme")
            .put("execution_id", "e1")
            .put("truncated", true),
        truncated.data());
    assertEquals(ID, truncated.id());
  }

  private static JsonObject changes(String value) {
    return new JsonObject()
        .put("updated_fields", new JsonArray().add("title"))
        .put(
            "changes",
            new JsonArray().add(new JsonObject().put("field", "title").put("new", value)));
  }

  private static Arguments row(String verb, String data, String... messages) {
    return Arguments.of(verb, new JsonObject(data.replace('\'', '"')), List.of(messages));
  }

  private static String run(String status, String newStatus, String more) {
    return ("{'execution_id': 'e1', 'status': '%s', 'attempt': 2, 'credits': 1.5,"
            + " 'started_at': '2026-03-01T11:59:59+00:00', 'duration_ms': 1500,"
            + " 'new_status': '%s', 'notices': null, %s}")
        .formatted(status, newStatus, more);
  }

  private static String executed(String status) {
    return "executed {'execution_id': 'e1', 'status': '%s', 'attempt': 2, 'credits': 1.5,"
            .formatted(status)
        + " 'duration_ms': 1500}";
  }

  private static OutboxEvent event(String verb, JsonObject data) {
    return new OutboxEvent(1, AT, ID, "acme", TASK, verb, "ann", data);
  }

  private static String withAddressees(String message) {
    int space = message.indexOf(' ');
    var data =
        new JsonObject()
            .put("task_id", TASK.toString())
            .put("user_id", "ann")
            .put("tenant_id", "acme")
            .mergeIn(new JsonObject(message.substring(space + 1).replace('\'', '"')));
    return canonical(message.substring(0, space) + " " + data);
  }

  /** The order of members means nothing. */
  private static String canonical(String message) {
    int space = message.indexOf(' ');
    var members = new java.util.TreeMap<>(new JsonObject(message.substring(space + 1)).getMap());
    return message.substring(0, space) + " " + new JsonObject(members);
  }
}
