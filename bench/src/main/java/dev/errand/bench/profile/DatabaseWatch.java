package dev.errand.bench.profile;

import dev.errand.bench.postgres.Database;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What PostgreSQL says of the statements of a while, and what its sessions were doing: samples of
 * {@code pg_stat_activity}, where a session that waits for nothing is at work.
 */
final class DatabaseWatch {

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseWatch.class);
  private static final long PAUSE_MILLIS = 20;
  private static final int STATES = 15;

  private static final String SAMPLE =
      """
      select
        case when state = 'active' and backend_type = 'client backend' then 'client'
             else backend_type end
        || ', ' || coalesce(wait_event_type || ' ' || wait_event, 'at work')
        || coalesce(': ' || left(regexp_replace(query, '\\s+', ' ', 'g'), 48), '')
      from pg_stat_activity
      where pid <> pg_backend_pid()
        and (state = 'active' or (backend_type <> 'client backend' and wait_event_type <> 'Activity'))
      """;

  private static final String STATEMENTS =
      """
      select string_agg(line, e'\\n' order by total desc) from (
        select
          total_exec_time + total_plan_time as total,
          format('%s ms, %s calls, %s µs each, %s rows a call, %s B WAL a row: %s',
            round((total_exec_time + total_plan_time)::numeric), calls,
            round(((total_exec_time + total_plan_time) * 1000 / calls)::numeric),
            round(rows::numeric / calls, 1), round(wal_bytes / greatest(rows, 1)),
            left(regexp_replace(query, '\\s+', ' ', 'g'), 90)) as line
        from pg_stat_statements s join pg_database d on d.oid = s.dbid
        where d.datname = current_database() and calls > 0
        order by 1 desc limit 12
      ) top
      """;

  private final Tally states = new Tally();
  private final AtomicBoolean done = new AtomicBoolean();
  private int rounds;

  private DatabaseWatch() {}

  static String around(Database database, Runnable work) {
    database.countStatements();
    database.execute("select pg_stat_statements_reset()");
    var watch = new DatabaseWatch();
    var thread = Thread.ofPlatform().daemon().start(() -> watch.sample(database));
    try {
      work.run();
    } finally {
      watch.stop(thread);
    }
    return "PostgreSQL's sessions, samples every %d ms (100 %% = one session all the time)%n%s%nIts statements%n%s"
        .formatted(
            PAUSE_MILLIS, watch.states.text(STATES, watch.rounds), database.text(STATEMENTS));
  }

  private void sample(Database database) {
    try (var connection = database.connect();
        var statement = connection.prepareStatement(SAMPLE)) {
      while (!done.get()) {
        rounds++;
        try (var rows = statement.executeQuery()) {
          while (rows.next()) {
            states.add(rows.getString(1));
          }
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (SQLException e) {
      LOG.warn("The database's sessions could not be watched", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop(Thread thread) {
    done.set(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
