package dev.errand.bench.peer;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** db-scheduler as its manual advises for throughput: lock-and-fetch, 20 threads. */
final class DbSchedulerQueue implements JobQueue {

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

  private final DataSource source;
  private final OneTimeTask<Void> noop;
  private final SchedulerClient client;
  private final Instant due = Instant.now();
  private CountDownLatch left = new CountDownLatch(0);
  private @Nullable Scheduler scheduler;

  DbSchedulerQueue(DataSource source) {
    this.source = source;
    noop = Tasks.oneTime("noop", Void.class).execute((instance, context) -> left.countDown());
    createTable();
    client = SchedulerClient.Builder.create(source, noop).build();
  }

  private void createTable() {
    try (var connection = source.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(TABLE);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void add(long number) {
    client.scheduleIfNotExists(noop.instance(String.valueOf(number)), due);
  }

  /** One by one, which warms the process up. */
  @Override
  public void fill(int jobs) throws Exception {
    left = new CountDownLatch(jobs);
    new Adding(this::add).count(jobs);
  }

  @Override
  public void drain() throws InterruptedException {
    var started =
        Scheduler.create(source, noop)
            .threads(20)
            .pollingInterval(Duration.ofMillis(50))
            .pollUsingLockAndFetch(4.0, 20.0)
            .build();
    scheduler = started;
    started.start();
    left.await();
  }

  @Override
  public void stop() {
    if (scheduler != null) {
      scheduler.stop();
    }
  }
}
