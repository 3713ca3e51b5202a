package dev.errand.core.task;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskCommand.CreateTasks;
import dev.errand.core.task.TaskCommand.Created;
import dev.errand.core.task.TaskQuery.FindByKey;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UniqueKeyTest {

  private static CoreFixture core;

  @BeforeAll
  static void start() {
    core = new CoreFixture();
  }

  @AfterAll
  static void stop() {
    core.close();
  }

  /** A task of a remote worker, so that no executor is needed. */
  private static CreateTask keyed(String key, @Nullable Instant runAt, JsonObject members) {
    return keyed("default", key, runAt, members);
  }

  private static CreateTask keyed(
      String namespace, String key, @Nullable Instant runAt, JsonObject members) {
    var start = new NewTask.Start(null, runAt, new Execution.Trigger("manual", null));
    var wanted =
        new NewTask(
            "import",
            dev.errand.core.tasktype.Performer.WORKER,
            namespace,
            new Task.Keys(key, null),
            Task.Origin.NONE,
            start,
            members);
    return core.factory.create(wanted, CoreFixture.caller("me", Role.ADMIN));
  }

  private static JsonObject config(int n) {
    return new JsonObject().put("config", new JsonObject().put("n", n));
  }

  @Test
  void a_second_task_with_the_key_of_a_scheduled_one_is_merged_into_it() {
    var now = core.clock.instant();
    var first =
        core.ask(keyed("a", now.plus(Duration.ofHours(2)), config(1).put("priority", "high")));
    var second =
        core.ask(keyed("a", now.plus(Duration.ofHours(1)), config(2).put("priority", "low")));
    assertEquals(first.key(), second.key());
    assertEquals(TaskStatus.SCHEDULED, second.progress().status());
    assertEquals(now.plus(Duration.ofHours(1)), second.progress().execution().runAt());
    assertEquals(10, second.details().priority().rank());
    assertEquals(2, second.details().content().config().getInteger("n"));
    assertEquals(2, second.timeline().revision());
    var later =
        core.ask(keyed("a", now.plus(Duration.ofHours(9)), config(3).put("priority", "urgent")));
    assertEquals(now.plus(Duration.ofHours(1)), later.progress().execution().runAt());
    assertEquals(20, later.details().priority().rank());
    var history = core.history(first.key(), false);
    assertEquals(
        List.of("created", "merged", "merged"),
        history.stream().map(HistoryEntry::action).toList());
    var fields =
        requireNonNull(history.getLast().changes()).stream()
            .map(c -> ((JsonObject) c).getString("field"))
            .collect(Collectors.toSet());
    assertEquals(java.util.Set.of("config", "priority"), fields);
  }

  @Test
  void a_task_that_becomes_due_by_a_merge_is_queued() throws SQLException {
    var waiting = core.ask(keyed("b", core.clock.instant().plus(Duration.ofHours(2)), config(1)));
    var queued = core.ask(keyed("b", null, config(2)));
    assertEquals(waiting.key(), queued.key());
    assertEquals(TaskStatus.QUEUED, queued.progress().status());
    assertEquals(waiting.progress().execution().id(), queued.progress().execution().id());
    assertEquals(1, rows("ready", waiting.key()));
    assertEquals(0, rows("deferred", waiting.key()));
    var again = core.ask(keyed("b", null, config(3).put("priority", 500)));
    assertEquals(waiting.key(), again.key());
    assertEquals(500, again.details().priority().rank());
  }

  @Test
  void attempts_are_counted_from_the_first_again() throws SQLException {
    var task = core.ask(keyed("c", core.clock.instant().plus(Duration.ofHours(1)), config(1)));
    execute(
        "update deferred set status = 'retry', attempt = 4 where task_id = '%s'"
            .formatted(task.key().id()));
    assertEquals(TaskStatus.RETRY, core.get(task.key()).progress().status());
    var merged = core.ask(keyed("c", core.clock.instant().plus(Duration.ofHours(3)), config(2)));
    assertEquals(task.key(), merged.key());
    assertEquals(TaskStatus.SCHEDULED, merged.progress().status());
    assertEquals(1, merged.progress().attempt());
    var moves = core.history(task.key(), false).getLast().move();
    assertEquals(new HistoryEntry.Move("retry", "scheduled"), moves);
  }

  @Test
  void a_paused_holder_stays_paused_and_takes_the_new_terms() throws SQLException {
    var task = core.ask(keyed("d", null, config(1)));
    execute(
        """
        with taken as (delete from ready where task_id = '%1$s' returning *), aside as (
          insert into held (tenant_id, task_id, execution_id, namespace, type, performer,
            concurrency_key, unique_key, priority_rank, run_at, attempt, trigger_type, status)
          select tenant_id, task_id, execution_id, namespace, type, performer, concurrency_key,
            unique_key, priority_rank, run_at, attempt, trigger_type, 'queued' from taken)
        update task set resting_status = 'paused' where id = '%1$s'
        """
            .formatted(task.key().id()));
    var merged = core.ask(keyed("d", null, config(2).put("priority", "urgent")));
    assertEquals(task.key(), merged.key());
    assertEquals(TaskStatus.PAUSED, merged.progress().status());
    assertEquals(2, merged.details().content().config().getInteger("n"));
    assertEquals(1, rows("held", task.key()));
  }

  @Test
  void a_claimed_task_does_not_block_a_new_one_nor_does_one_of_another_namespace()
      throws SQLException {
    var running = core.ask(keyed("e", null, config(1)));
    execute("delete from ready where task_id = '%s'".formatted(running.key().id()));
    var next = core.ask(keyed("e", null, config(2)));
    assertNotEquals(running.key(), next.key());
    var elsewhere = core.ask(keyed("other", "e", null, config(3)));
    assertNotEquals(next.key(), elsewhere.key());
    var found = core.ask(new FindByKey("t1", "default", "e", List.of(), Sight.ALL));
    assertEquals(next.key(), found.key());
  }

  @Test
  void of_many_at_once_one_becomes_a_task_and_all_others_merge() throws SQLException {
    for (int round = 0; round < 5; round++) {
      var key = "many-" + round;
      var asked = new ArrayList<Future<Task>>();
      for (int i = 0; i < 20; i++) {
        asked.add(core.bus.request(keyed(key, null, config(i).put("priority", i))));
      }
      var ids =
          asked.stream()
              .map(CoreFixture::await)
              .map(task -> task.key().id())
              .collect(Collectors.toSet());
      assertEquals(1, ids.size());
      var holder = core.get(new TaskKey("t1", ids.iterator().next()));
      assertEquals(19, holder.details().priority().rank());
      assertEquals(20, holder.timeline().revision());
      assertEquals(1, count("select count(*) from task where unique_key = '%s'".formatted(key)));
    }
  }

  @Test
  void in_bulk_the_first_of_a_key_is_created_and_the_others_are_merged() {
    var commands =
        List.of(
            keyed("f", null, config(1)),
            plain("between"),
            keyed("f", null, config(2).put("priority", 7)),
            keyed("g", null, config(3)),
            keyed("f", null, config(4)));
    var created = core.ask(new CreateTasks(commands)).stream().map(Created::task).toList();
    assertEquals(5, created.size());
    var first = requireNonNull(created.get(0));
    assertEquals(first.key(), requireNonNull(created.get(2)).key());
    assertEquals(first.key(), requireNonNull(created.get(4)).key());
    assertNotEquals(first.key(), requireNonNull(created.get(3)).key());
    assertEquals("between", requireNonNull(created.get(1)).details().text().title());
    var now = core.get(first.key());
    assertEquals(4, now.details().content().config().getInteger("n"));
    assertEquals(7, now.details().priority().rank());
  }

  private static CreateTask plain(String title) {
    return core.factory.create(
        NewTask.of(
            "todo",
            new NewTask.Start(null, null, new Execution.Trigger("manual", null)),
            new JsonObject().put("title", title)),
        CoreFixture.caller("me", Role.ADMIN));
  }

  @Test
  void nobody_merges_into_a_task_that_is_not_theirs_to_change() {
    core.ask(keyed("h", null, config(1)));
    var start = new NewTask.Start(null, null, new Execution.Trigger("manual", null));
    var wanted =
        new NewTask(
            "import",
            dev.errand.core.tasktype.Performer.WORKER,
            null,
            new Task.Keys("h", null),
            Task.Origin.NONE,
            start,
            config(2));
    var foreign = core.factory.create(wanted, CoreFixture.caller("else", Role.TECHNICIAN));
    var refused = core.bus.request(foreign);
    CoreFixture.await(refused.transform(done -> Future.succeededFuture()));
    assertTrue(refused.cause() instanceof Problem.Denied);
    var one = core.ask(new CreateTasks(List.of(foreign, plain("next")))).getFirst();
    assertTrue(one.refusal() instanceof Problem.Denied);
  }

  private static int rows(String table, TaskKey key) throws SQLException {
    return count("select count(*) from %s where task_id = '%s'".formatted(table, key.id()));
  }

  private static int count(String sql) throws SQLException {
    try (var connection = core.database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static void execute(String sql) throws SQLException {
    try (var connection = core.database.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
