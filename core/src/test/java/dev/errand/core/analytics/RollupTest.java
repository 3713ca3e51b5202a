package dev.errand.core.analytics;

import static dev.errand.core.analytics.Histories.end;
import static dev.errand.core.testing.CoreFixture.anyVersion;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.analytics.AnalyticsQuery.GetAnalytics;
import dev.errand.core.analytics.AnalyticsQuery.GetServiceStats;
import dev.errand.core.analytics.RollupCommand.RemoveRollups;
import dev.errand.core.identity.Sight;
import dev.errand.core.retention.RetentionCommand.KeepPartitions;
import dev.errand.core.schedule.TimeZones;
import dev.errand.core.task.Instruction;
import dev.errand.core.task.Instruction.Cancel;
import dev.errand.core.task.Instruction.Complete;
import dev.errand.core.task.Instruction.Simple;
import dev.errand.core.task.TaskCommand.MoveTask;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskMove;
import dev.errand.core.testing.Rival;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RollupTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final Period WEEK = Period.last(7, NOW, TimeZones.UTC);

  private Histories histories;

  @BeforeAll
  void open() {
    histories = new Histories();
  }

  @AfterAll
  void close() {
    histories.close();
  }

  @Test
  void a_transaction_that_commits_late_is_not_missed() throws SQLException {
    try (var late = histories.begin()) {
      histories.write(late, "late", end("news", "succeeded", NOW.minusSeconds(50), 10));
      histories.write("late", end("news", "failed", NOW.minusSeconds(40), 20));
      histories.rollAll(NOW);
      assertEquals(1, told("late"));
      histories.write("late", end("news", "failed", NOW.minusSeconds(30), 20));
      histories.rollAll(NOW);
      assertEquals(2, told("late"));
      late.commit();
    }
    assertEquals(3, told("late"));
    histories.rollAll(NOW);
    assertEquals(3, told("late"));
    histories.rollAll(NOW);
    assertEquals(3, told("late"));
  }

  @Test
  void what_commits_after_its_day_was_summed_is_summed_again() throws SQLException {
    var twoDaysAgo = NOW.minus(Duration.ofDays(2));
    try (var late = histories.begin()) {
      histories.write(late, "day", end("news", "succeeded", twoDaysAgo, 8000));
      histories.write("day", end("news", "succeeded", twoDaysAgo, 10));
      histories.rollAll(NOW);
      late.commit();
    }
    assertEquals(10, histories.told("day", null, WEEK).times().duration().p50());
    histories.rollAll(NOW);
    histories.rollAll(NOW);
    var p99 = histories.told("day", null, WEEK).times().duration().p99();
    assertTrue(p99 != null && Math.abs(p99 - 8000) <= 160, () -> "p99 is " + p99);
    assertEquals(0, histories.count("select count(*) from timing_due where tenant_id = 'day'"));
  }

  @Test
  void one_node_at_a_time_adds_up() throws SQLException {
    histories.write("two", end("news", "succeeded", NOW, 10));
    try (var other = new Rival(histories.core.database, "select from rollup_feed for update")) {
      assertFalse(histories.roll(NOW, 1000));
      assertEquals(0, histories.count("select count(*) from rollup where tenant_id = 'two'"));
      assertEquals(1, told("two"));
      other.rollback();
    }
    histories.rollAll(NOW);
    assertEquals(2, histories.count("select count(*) from rollup where tenant_id = 'two'"));
    assertEquals(1, told("two"));
  }

  @Test
  void every_way_in_which_work_ends_is_counted_once() throws SQLException {
    var core = histories.core;
    move(person(), new Complete("done", 5, null, null));
    move(move(person(), new Simple(TaskMove.START)), new Complete("done", 5, null, null));
    var again = move(move(person(), new Simple(TaskMove.START)), new Cancel("rain"));
    move(again, new Simple(TaskMove.REOPEN));
    core.clock.advance(Duration.ofMinutes(1));
    histories.rollAll(core.clock.instant());
    move(again, new Complete("done after all", 5, null, null));
    move(person(), new Cancel("never begun"));
    var week = Period.last(7, core.clock.instant(), TimeZones.UTC);
    for (int pass = 0; pass < 2; pass++) {
      var told = histories.told("t1", "me", week);
      assertEquals(3, told.total().counts().succeeded());
      assertEquals(1, told.total().counts().cancelled());
      assertEquals(4, told.total().executions());
      assertEquals(
          told.total(), histories.told("t1", null, week).total(), "all of them are of one person");
      assertEquals(4, histories.count("select count(*) from execution where tenant_id = 't1'"));
      histories.rollAll(core.clock.instant());
    }
    assertEquals(4, histories.told("t1", "me", week).tasks().total());
    var service = core.ask(new GetServiceStats("t1", Sight.ALL));
    assertEquals(4, service.ended().executions());
    assertEquals(4, service.tasks().total());
  }

  @Test
  void answers_are_remembered_for_a_minute() throws SQLException {
    histories.write("cached", end("news", "succeeded", NOW, 10));
    var asked = new GetAnalytics("cached", null, WEEK);
    var first = histories.core.ask(asked);
    histories.write("cached", end("news", "succeeded", NOW, 10));
    histories.core.clock.advance(Duration.ofSeconds(59));
    assertSame(first, histories.core.ask(asked));
    histories.core.clock.advance(Duration.ofSeconds(1));
    assertEquals(2, histories.core.ask(asked).total().executions());
  }

  @Test
  void nothing_is_dropped_before_it_is_added_up_nor_kept_for_ever() throws SQLException {
    try (var old = new Histories()) {
      var core = old.core;
      var then = core.clock.instant();
      core.ask(new KeepPartitions(then, 90, false));
      old.write("old", end("news", "succeeded", then, 10));
      old.execute("update execution set id = uuid_from('" + then + "') where tenant_id = 'old'");
      old.execute("update outbox set event_id = uuid_from('" + then + "') where tenant_id = 'old'");
      var later = then.plus(Duration.ofDays(100));
      core.ask(new KeepPartitions(later, 90, false));
      assertEquals(1, old.count("select count(*) from execution"));
      assertEquals(1, old.count("select count(*) from outbox"));
      old.rollAll(later);
      core.ask(new KeepPartitions(later, 90, false));
      assertEquals(0, old.count("select count(*) from execution"));
      assertEquals(0, old.count("select count(*) from outbox"));
      var period = Period.last(365, later, TimeZones.UTC);
      assertEquals(1, old.told("old", "ada", period).total().executions());
      assertEquals(0, core.ask(new RemoveRollups(then.minus(Duration.ofDays(1)), 100)));
      core.ask(new RemoveRollups(then.plus(Duration.ofDays(1)), 100));
      assertEquals(0, old.told("old", "ada", period).total().executions());
      assertEquals(0, old.count("select count(*) from timing"));
    }
  }

  private long told(String tenant) {
    return histories.told(tenant, null, WEEK).total().executions();
  }

  private TaskKey person() {
    return histories.core.create("todo", null, new JsonObject().put("title", "x")).key();
  }

  private TaskKey move(TaskKey task, Instruction instruction) {
    // No two moves of one task are made at one moment.
    histories.core.clock.advance(Duration.ofMillis(1));
    histories.core.ask(new MoveTask(task, instruction, anyVersion()));
    return task;
  }
}
