package dev.errand.bench.peer;

import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.scheduling.BackgroundJob;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;

/** JobRunr with its shortest poll interval, and more workers than it would choose for two cores. */
final class JobRunrQueue implements JobQueue {

  private static final int POLL_SECONDS = 5;
  private static final int WORKERS = 64;

  private final DataSource source;

  JobRunrQueue(DataSource source) {
    this.source = source;
    JobRunr.configure().useStorageProvider(new PostgresStorageProvider(source)).initialize();
  }

  @Override
  public void add(long number) {
    BackgroundJob.enqueue(NoopJob::run);
  }

  @Override
  public void fill(int jobs) {
    NoopJob.expect(jobs);
    BackgroundJob.enqueue(IntStream.range(0, jobs).boxed(), number -> NoopJob.run());
  }

  @Override
  public void drain() throws InterruptedException {
    JobRunr.configure()
        .useStorageProvider(new PostgresStorageProvider(source))
        .useBackgroundJobServer(
            BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                .andPollIntervalInSeconds(POLL_SECONDS)
                .andWorkerCount(WORKERS))
        .initialize();
    NoopJob.await();
  }

  @Override
  public void stop() {
    JobRunr.destroy();
  }
}
