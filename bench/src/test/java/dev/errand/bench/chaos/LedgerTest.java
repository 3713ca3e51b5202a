package dev.errand.bench.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.bench.chaos.Ledger.Way;
import dev.errand.bench.postgres.Database;
import dev.errand.bench.postgres.Server;
import dev.errand.core.event.CloudEvent;
import dev.errand.core.event.Expansion;
import dev.errand.core.event.OutboxEvent;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The books of chaos are right when they are right, and each kind of wrong entry is found. */
class LedgerTest {

  private static final String TASK = "00000000-0000-7000-8000-000000000001";
  private static final String EXECUTION = "00000000-0000-7000-8000-000000000002";
  private static final String AT = "2026-01-05T00:00:00Z";
  private static final String TOLD = "{\"execution_id\":\"%s\"}".formatted(EXECUTION);

  private static Server server;
  private static Database database;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = Server.start(folder, false);
    database = server.create("ledger");
    database.migrate();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** One task of a worker, created, run and completed once. */
  @BeforeEach
  void keepRightBooks() {
    database.execute("truncate task, task_state, task_history, execution, outbox, firing, lease");
    database.execute(
        """
        insert into task (tenant_id, id, namespace, type, performer, title, priority_rank, config,
          metadata, tags, created_by, drift_score, credits_per_run, resting_status, revision,
          created_at, updated_at)
        values ('t', '%s', 'default', 'x', 'worker', 'x', 0, '{}', '{}', '{}', 'me', 0, 0,
          'pending', 1, '%s', '%<s')
        """
            .formatted(TASK, AT));
    database.execute(
        """
        insert into task_history (tenant_id, task_id, seq, action, actor_id, actor_kind, created_at)
        values ('t', '%s', 1, 'created', 'me', 'user', '%s')
        """
            .formatted(TASK, AT));
    addExecution(EXECUTION);
    database.execute(
        """
        insert into task_state (tenant_id, task_id, status, attempt, run_count, success_count,
          failure_count, total_credits, last_execution_id, last_token, updated_at, last_success_at)
        values ('t', '%s', 'completed', 1, 1, 1, 0, 0, '%s', 1, '%s', '%<s')
        """
            .formatted(TASK, EXECUTION, AT));
    database.execute(
        """
        insert into outbox (created_at, event_id, tenant_id, task_id, verb, data)
        values ('%1$s', gen_random_uuid(), 't', '%2$s', 'created', '{}'),
          ('%1$s', '%3$s', 't', '%2$s', 'executed', '%4$s')
        """
            .formatted(AT, TASK, EXECUTION, TOLD));
  }

  private static void addExecution(String id) {
    database.execute(
        """
        insert into execution (tenant_id, id, task_id, attempt, status, task_status, trigger_type,
          trigger_data, worker_id, queued_at, started_at, completed_at, credits_consumed,
          tokens_used, api_calls_made)
        values ('t', '%s', '%s', 1, 'succeeded', 'completed', 'manual', '{"at":1}', 'w', '%s',
          '%<s', '%<s', 0, 0, 0)
        """
            .formatted(id, TASK, AT));
  }

  private static List<String> findings() {
    var ledger = new Ledger(database);
    ledger.tasks(Set.of(TASK));
    ledger.outcomes(new Journal(Set.of(EXECUTION), Set.of(EXECUTION)));
    ledger.outbox();
    ledger.schedules();
    return ledger.findings();
  }

  @Test
  void right_books_have_no_findings() {
    assertEquals(List.of(), findings());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "accepted tasks that have not ended | update task_state set status = null",
        "accepted tasks that have not ended | delete from task",
        "completed tasks without a success | update execution set status = 'lost'",
        "tasks whose statistics are not | update task_state set success_count = 2",
        "outcomes answered with 200 that are no success | update execution set status = 'lost'",
        "successes that no worker has reported | update execution set id = gen_random_uuid()",
        "executions without one event | delete from outbox where verb = 'executed'",
        "executions without one event | insert into outbox select * from outbox",
        "events of executions that are not there | delete from execution",
        "tasks with more or fewer events | delete from outbox where verb = 'created'",
        "tasks with more or fewer events | delete from task_history",
      })
  void a_wrong_entry_is_found(String finding, String wrong) {
    database.execute(wrong);
    var findings = findings();
    assertTrue(findings.stream().anyMatch(each -> each.contains(finding)), findings::toString);
  }

  @Test
  void a_second_success_is_found() {
    addExecution("00000000-0000-7000-8000-000000000003");
    var findings = findings();
    assertTrue(findings.getFirst().startsWith("1 tasks with two successes"), findings::toString);
  }

  @Test
  void a_schedule_that_fired_twice_for_one_time_is_found() {
    addExecution("00000000-0000-7000-8000-000000000003");
    database.execute("update execution set trigger_type = 'schedule'");
    var findings = findings();
    assertTrue(
        findings.stream().anyMatch(each -> each.contains("a schedule has fired twice")),
        findings::toString);
  }

  @Test
  void an_event_that_was_not_received_is_found_and_so_is_one_without_a_cause() {
    var ledger = new Ledger(database);
    var told = told();
    told.add("of nothing");
    ledger.events(overNats(() -> told));
    assertTrue(
        ledger.findings().getFirst().startsWith("1 events over NATS not received"),
        ledger.findings()::toString);
    assertTrue(ledger.findings().getLast().contains("[of nothing]"), ledger.findings()::toString);
  }

  @Test
  void events_of_a_task_that_came_in_another_order_are_found() {
    database.execute("delete from outbox where verb <> 'executed'");
    var ledger = new Ledger(database);
    ledger.events(overNats(() -> told().reversed()));
    assertTrue(
        ledger.findings().getLast().startsWith("1 tasks with events over NATS in another order"),
        ledger.findings()::toString);
    var right = new Ledger(database);
    right.events(overNats(LedgerTest::told));
    assertEquals(List.of(), right.findings());
  }

  private static Way overNats(Supplier<SequencedSet<String>> received) {
    return new Way("events over NATS", received, Set.of(), true);
  }

  @Test
  void events_that_do_not_come_by_a_way_are_not_missed_there() {
    var ledger = new Ledger(database);
    ledger.events(
        new Way("events by webhook", LinkedHashSet::new, Set.of(Ledger.COMPLETED), false));
    assertEquals(List.of(), ledger.findings());
    ledger.events(new Way("events by webhook", LinkedHashSet::new, Set.of(Ledger.CREATED), false));
    assertTrue(ledger.findings().getFirst().startsWith("1 events by webhook not received"));
  }

  /** The ids of what is told of the execution. */
  private static SequencedSet<String> told() {
    var cause = new JsonObject(TOLD);
    var event =
        new OutboxEvent(
            0,
            Instant.parse(AT),
            UUID.fromString(EXECUTION),
            "t",
            UUID.fromString(TASK),
            "executed",
            null,
            cause);
    return new Expansion("chaos")
        .expand(event).stream()
            .map(CloudEvent::id)
            .map(UUID::toString)
            .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
