package dev.errand.bench.chaos;

import dev.errand.bench.postgres.Database;
import dev.errand.core.event.Expansion;
import dev.errand.core.event.OutboxEvent;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Compares what was promised with what is in the database, when all is calm. */
final class Ledger {

  static final String CREATED = "task_service.task.created";
  static final String COMPLETED = "task_service.task.completed";

  /** Each takes some seconds; who died with a delivery keeps it for more than a minute. */
  private static final int LOOKS = 40;

  private final Database database;
  private final List<String> findings = new ArrayList<>();

  Ledger(Database database) {
    this.database = database;
  }

  /** What is wrong; empty if nothing is. */
  List<String> findings() {
    return findings;
  }

  /** Every accepted task is there and has ended, in one state. */
  void tasks(Set<String> accepted) {
    var ended =
        database.texts(
            "select id from task_current where status in ('completed', 'failed', 'cancelled')"
                + " and execution_id is null");
    compare("accepted tasks that have not ended", accepted, ended);
    none(
        "tasks with two successes and no second run",
        """
        select task_id from execution e where status = 'succeeded'
          and not exists (select from execution s
            where s.task_id = e.task_id and s.trigger_type = 'schedule')
        group by task_id having count(*) > 1
        """);
    none(
        "completed tasks without a success",
        """
        select id from task_current c where performer <> 'human' and status = 'completed'
          and not exists (select from execution e
            where e.tenant_id = c.tenant_id and e.task_id = c.id and e.status = 'succeeded')
        """);
    none(
        "tasks whose statistics are not those of their executions",
        """
        select s.task_id from task_state s where s.success_count <> (
          select count(*) from execution e where e.tenant_id = s.tenant_id
            and e.task_id = s.task_id and e.status = 'succeeded')
        """);
  }

  /**
   * A success that was confirmed to a worker counts once, and none counts that none has reported.
   */
  void outcomes(Journal journal) {
    var succeeded =
        database.texts(
            "select e.id from execution e join task t on t.tenant_id = e.tenant_id"
                + " and t.id = e.task_id where t.performer = 'worker' and e.status = 'succeeded'");
    compare("outcomes answered with 200 that are no success", journal.acknowledged(), succeeded);
    compare("successes that no worker has reported", succeeded, journal.reported());
  }

  /** Each change has its row in the outbox, and no row is without its change. */
  void outbox() {
    none(
        "executions without one event of their own",
        """
        select e.id from execution e
        left join (
          select tenant_id, data ->> 'execution_id' as id, count(*) as told
          from outbox where verb = 'executed' group by 1, 2
        ) o on o.tenant_id = e.tenant_id and o.id = e.id::text
        where coalesce(o.told, 0) <> 1
        """);
    none(
        "events of executions that are not there",
        """
        select o.event_id from outbox o where o.verb = 'executed' and not exists (
          select from execution e
          where e.tenant_id = o.tenant_id and e.id = (o.data ->> 'execution_id')::uuid)
        """);
    none(
        "tasks with more or fewer events than changes",
        """
        select t.id from task t
        left join (
          select tenant_id, task_id, count(*) as changes from task_history group by 1, 2
        ) h on h.tenant_id = t.tenant_id and h.task_id = t.id
        left join (
          select tenant_id, task_id, count(*) as told
          from outbox where verb <> 'executed' group by 1, 2
        ) o on o.tenant_id = t.tenant_id and o.task_id = t.id
        -- A firing moves a task without being a caller's change.
        where coalesce(o.told, 0) <> coalesce(h.changes, 0) + (
          select count(*) from firing f
          where f.tenant_id = t.tenant_id and f.task_id = t.id and f.outcome = 'fired')
        """);
  }

  /**
   * How events are received.
   *
   * @param name of the way
   * @param received waits for some seconds, and answers with the ids of all that came, as each came
   *     first
   * @param types which ones come this way; all if empty
   * @param inOrder whether those of a task come in its order, whatever goes wrong
   */
  record Way(
      String name, Supplier<SequencedSet<String>> received, Set<String> types, boolean inOrder) {}

  /** What is received in the end, without repetitions, is what the outbox tells. */
  void events(Way way) {
    var expected = expected(way.types());
    var received = way.received().get();
    for (int look = 1; look < LOOKS && !received.containsAll(expected.keySet()); look++) {
      received = way.received().get();
    }
    compare(way.name() + " not received", expected.keySet(), received);
    compare(way.name() + " that nothing has caused", received, expected.keySet());
    received.retainAll(expected.keySet());
    System.out.printf("%,d of %,d %s%n", received.size(), expected.size(), way.name());
    if (way.inOrder()) {
      order(way, expected, received);
    }
  }

  private void order(Way way, Map<String, String> expected, SequencedSet<String> received) {
    var both = expected.keySet().stream().filter(received::contains).toList();
    var told = ofTasks(both, expected);
    var came = ofTasks(received, expected);
    compare(
        "tasks with %s in another order".formatted(way.name()),
        told.entrySet().stream()
            .filter(task -> !task.getValue().equals(came.get(task.getKey())))
            .map(Map.Entry::getKey)
            .toList(),
        Set.of());
  }

  private static Map<String, List<String>> ofTasks(
      Collection<String> ids, Map<String, String> tasks) {
    return ids.stream().collect(Collectors.groupingBy(tasks::get));
  }

  /** The ids of all events of some types with their tasks, in the order in which tasks changed. */
  private SequencedMap<String, String> expected(Set<String> types) {
    var expansion = new Expansion("chaos");
    var tasks = new LinkedHashMap<String, String>();
    var sql =
        "select event_id, tenant_id, task_id, verb, data, created_at from outbox order by seq";
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        var task = rows.getObject("task_id", UUID.class);
        var event =
            new OutboxEvent(
                0,
                rows.getTimestamp("created_at").toInstant(),
                rows.getObject("event_id", UUID.class),
                rows.getString("tenant_id"),
                task,
                rows.getString("verb"),
                null,
                new JsonObject(rows.getString("data")));
        expansion.expand(event).stream()
            .filter(message -> types.isEmpty() || types.contains(message.type()))
            .forEach(message -> tasks.put(message.id().toString(), task.toString()));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return tasks;
  }

  /**
   * A schedule fires once for each of its times: first attempts carry the time as their trigger.
   */
  void schedules() {
    none(
        "times at which a schedule has fired twice",
        """
        select task_id::text || ' ' || coalesce(trigger_data::text, 'without a time')
        from execution where trigger_type = 'schedule' and attempt = 1
        group by task_id, trigger_data having count(*) > 1
        """);
  }

  private void none(String what, String sql) {
    compare(what, database.texts(sql), Set.of());
  }

  private void compare(String what, Collection<String> all, Set<String> allowed) {
    var wrong = all.stream().filter(each -> !allowed.contains(each)).toList();
    if (!wrong.isEmpty()) {
      findings.add(
          "%d %s, such as %s"
              .formatted(wrong.size(), what, wrong.subList(0, Math.min(3, wrong.size()))));
    }
  }
}
