package dev.errand.core.testing;

import static dev.errand.migrations.testing.Eventually.eventually;

import dev.errand.migrations.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Somebody else's transaction, which stays open while what a test has started comes to wait for it:
 * so that looked at the database before it ended, and goes on after.
 */
public final class Rival implements AutoCloseable {

  private final TestDatabase database;
  private final Connection connection;

  /** Begins with these statements. */
  public Rival(TestDatabase database, String... statements) throws SQLException {
    this.database = database;
    connection = database.connect();
    connection.setAutoCommit(false);
    for (var statement : statements) {
      connection.createStatement().execute(statement);
    }
  }

  /** Returns once so many statements wait for a lock. */
  public Rival awaited(int by) throws SQLException {
    try (var other = database.connect();
        var count =
            other.prepareStatement(
                """
                select count(*) from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock'
                """)) {
      eventually(by + " statements wait for a lock", () -> first(count), waiting -> waiting >= by);
    }
    return this;
  }

  private static int first(PreparedStatement count) throws SQLException {
    try (var rows = count.executeQuery()) {
      rows.next();
      return rows.getInt(1);
    }
  }

  /** Takes what a task has in the queue, as a claim does. */
  public static String claim(UUID taskId) {
    return """
        with taken as (delete from ready where task_id = '%1$s' returning *), unlocked as (
          delete from unique_key where task_id = '%1$s'
        )
        insert into lease (
          tenant_id, task_id, execution_id, token, worker_id, attempt, trigger_type, queued_at,
          started_at, deadline, namespace, type, performer, unique_key)
        select tenant_id, task_id, execution_id, nextval('lease_token'), 'engine-1', attempt,
          trigger_type, queued_at, queued_at, 'infinity', namespace, type, performer, unique_key
        from taken
        """
        .formatted(taskId);
  }

  public void commit() throws SQLException {
    connection.commit();
  }

  public void rollback() throws SQLException {
    connection.rollback();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
