package dev.errand.bench.peer;

import ch.qos.logback.classic.Level;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * db-scheduler in a process of its own, as its manual advises for throughput: tasks that do nothing
 * are added one by one from 16 threads, then drained with lock-and-fetch. Prints one line of JSON.
 */
public final class DbSchedulerDrain {

  private static final String TABLE =
      """
      create table scheduled_tasks (
        task_name text not null,
        task_instance text not null,
        task_data bytea,
        execution_time timestamp with time zone not null,
        picked boolean not null,
        picked_by text,
        last_success timestamp with time zone,
        last_failure timestamp with time zone,
        consecutive_failures int,
        last_heartbeat timestamp with time zone,
        version bigint not null,
        priority smallint,
        primary key (task_name, task_instance));
      create index execution_time_idx on scheduled_tasks (execution_time);
      create index last_heartbeat_idx on scheduled_tasks (last_heartbeat);
      """;

  private static final int ADDING_THREADS = 16;
  private static final long LONGEST_MINUTES = 10;

  private DbSchedulerDrain() {}

  /** Takes the JDBC URL, the user and the number of tasks. */
  public static void main(String[] args) throws Exception {
    if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)
        instanceof ch.qos.logback.classic.Logger root) {
      root.setLevel(Level.OFF);
    }
    try (var source = new HikariDataSource()) {
      source.setJdbcUrl(args[0]);
      source.setUsername(args[1]);
      source.setMaximumPoolSize(32);
      System.out.println(run(source, Integer.parseInt(args[2])).encode());
    }
  }

  private static JsonObject run(DataSource source, int tasks) throws Exception {
    try (var connection = source.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(TABLE);
    }
    var left = new CountDownLatch(tasks);
    var noop = Tasks.oneTime("noop", Void.class).execute((instance, context) -> left.countDown());
    long walAtStart = wal(source);
    double adding = add(source, noop, tasks);
    long walBetween = wal(source);
    double draining = drain(source, noop, left);
    return new JsonObject()
        .put("add_seconds", adding)
        .put("add_wal_bytes", walBetween - walAtStart)
        .put("drain_seconds", draining)
        .put("drain_wal_bytes", wal(source) - walBetween);
  }

  private static double add(DataSource source, OneTimeTask<Void> noop, int tasks)
      throws InterruptedException, ExecutionException {
    var client = SchedulerClient.Builder.create(source, noop).build();
    var next = new AtomicInteger();
    var due = Instant.now();
    long start = System.nanoTime();
    try (var pool = Executors.newFixedThreadPool(ADDING_THREADS)) {
      Runnable adding =
          () -> {
            for (int id = next.getAndIncrement(); id < tasks; id = next.getAndIncrement()) {
              client.scheduleIfNotExists(noop.instance(String.valueOf(id)), due);
            }
          };
      var running = Stream.generate(() -> pool.submit(adding)).limit(ADDING_THREADS).toList();
      for (Future<?> each : running) {
        each.get();
      }
    }
    return seconds(start);
  }

  private static double drain(DataSource source, OneTimeTask<Void> noop, CountDownLatch left)
      throws InterruptedException {
    var scheduler =
        Scheduler.create(source, noop)
            .threads(20)
            .pollingInterval(Duration.ofMillis(50))
            .pollUsingLockAndFetch(4.0, 20.0)
            .build();
    long start = System.nanoTime();
    scheduler.start();
    if (!left.await(LONGEST_MINUTES, TimeUnit.MINUTES)) {
      throw new IllegalStateException("db-scheduler has left %d tasks".formatted(left.getCount()));
    }
    double took = seconds(start);
    scheduler.stop();
    return took;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static long wal(DataSource source) throws SQLException {
    try (var connection = source.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn")) {
      row.next();
      return row.getLong(1);
    }
  }
}
