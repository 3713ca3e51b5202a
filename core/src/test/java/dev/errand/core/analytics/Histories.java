package dev.errand.core.analytics;

import dev.errand.core.analytics.AnalyticsQuery.GetAnalytics;
import dev.errand.core.analytics.RollupCommand.RollUp;
import dev.errand.core.testing.CoreFixture;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tenants with executions that have ended, written as the engine and people's moves write them: in
 * one transaction with their events.
 */
final class Histories implements AutoCloseable {

  final CoreFixture core = new CoreFixture();
  private final Map<String, UUID> tasks = new ConcurrentHashMap<>();

  /**
   * One execution.
   *
   * @param status an outcome
   * @param byPerson whether a person did it
   */
  record End(
      String owner,
      String type,
      String status,
      Instant queuedAt,
      Instant startedAt,
      Instant endedAt,
      BigDecimal credits,
      int tokens,
      int calls,
      boolean byPerson) {}

  /** Of ada's, at a moment, of something that ran for so long, and began at once. */
  static End end(String type, String status, Instant at, long ranMs) {
    var started = at.minusMillis(ranMs);
    return new End("ada", type, status, started, started, at, BigDecimal.ONE, 10, 2, false);
  }

  Connection begin() throws SQLException {
    var connection = core.database.connect();
    connection.setAutoCommit(false);
    return connection;
  }

  void write(String tenant, End... ends) throws SQLException {
    try (var connection = begin()) {
      for (var end : ends) {
        write(connection, tenant, end);
      }
      connection.commit();
    }
  }

  /** To be committed by whoever began the transaction. */
  void write(Connection connection, String tenant, End end) throws SQLException {
    var task = task(tenant, end);
    var execution = UUID.randomUUID();
    try (var insert =
        connection.prepareStatement(
            """
            with kept as (
              insert into execution (
                tenant_id, id, task_id, attempt, status, task_status, trigger_type, worker_id,
                queued_at, started_at, completed_at, credits_consumed, tokens_used, api_calls_made)
              values (?, ?, ?, 1, ?, 'completed', 'manual', ?, ?, ?, ?, ?, ?, ?)
            )
            insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
            values (?, ?, ?, ?, ?, 'somebody', '{}')
            """)) {
      var values =
          new Object[] {
            tenant,
            execution,
            task,
            end.status(),
            end.byPerson() ? "user:ada" : "engine-1",
            Timestamp.from(end.queuedAt()),
            Timestamp.from(end.startedAt()),
            Timestamp.from(end.endedAt()),
            end.credits(),
            end.tokens(),
            end.calls(),
            Timestamp.from(end.endedAt()),
            end.byPerson() ? UUID.randomUUID() : execution,
            tenant,
            task,
            end.byPerson() ? "completed" : "executed"
          };
      for (int i = 0; i < values.length; i++) {
        insert.setObject(i + 1, values[i]);
      }
      insert.executeUpdate();
    }
  }

  /** The task of an owner and a type, which is there before anything of it ends. */
  private UUID task(String tenant, End end) throws SQLException {
    var key = String.join(" ", tenant, end.owner(), end.type());
    var known = tasks.get(key);
    // Nobody ends two pieces of work on one task at one moment.
    if (known != null && !end.byPerson()) {
      return known;
    }
    var id = core.ids.next();
    execute(
        """
        insert into task (
          tenant_id, id, namespace, type, performer, title, priority_rank, config, metadata, tags,
          owner_id, created_by, drift_score, credits_per_run, resting_status, revision, created_at,
          updated_at)
        values ('%s', '%s', 'default', '%s', '%s', 'x', 0, '{}', '{}', '{}', '%s', 'ada', 0, 0,
          'pending', 1, now(), now())
        """
            .formatted(tenant, id, end.type(), end.byPerson() ? "human" : "service", end.owner()));
    if (!end.byPerson()) {
      tasks.put(key, id);
    }
    return id;
  }

  void execute(String sql) throws SQLException {
    try (var connection = core.database.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  long count(String sql) throws SQLException {
    try (var connection = core.database.connect();
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** One pass; answers with whether there is more. */
  boolean roll(Instant now, int max) {
    return core.ask(new RollUp(now, max));
  }

  /** As many passes as it takes. */
  void rollAll(Instant now) {
    while (roll(now, 1000)) {}
  }

  /** What is told of a period now: nothing that was remembered. */
  Analytics told(String tenant, @Nullable String user, Period period) {
    core.clock.advance(java.time.Duration.ofMinutes(2));
    return core.ask(new GetAnalytics(tenant, user, period));
  }

  /** What has been committed, read row by row. */
  List<End> ends(String tenant) throws SQLException {
    var ends = new ArrayList<End>();
    try (var connection = core.database.connect();
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    """
                    select t.owner_id, t.type, e.status, e.queued_at, e.started_at, e.completed_at,
                      e.credits_consumed, e.tokens_used, e.api_calls_made, t.performer = 'human'
                    from execution e join task t on t.tenant_id = e.tenant_id and t.id = e.task_id
                    where e.tenant_id = '%s'
                    """
                        .formatted(tenant))) {
      while (rows.next()) {
        ends.add(
            new End(
                rows.getString(1),
                rows.getString(2),
                rows.getString(3),
                rows.getTimestamp(4).toInstant(),
                rows.getTimestamp(5).toInstant(),
                rows.getTimestamp(6).toInstant(),
                rows.getBigDecimal(7),
                rows.getInt(8),
                rows.getInt(9),
                rows.getBoolean(10)));
      }
    }
    return ends;
  }

  @Override
  public void close() {
    core.close();
  }
}
