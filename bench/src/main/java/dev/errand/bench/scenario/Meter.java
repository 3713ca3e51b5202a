package dev.errand.bench.scenario;

import dev.errand.bench.load.Latencies;
import dev.errand.bench.postgres.Database;
import dev.errand.bench.process.ProcessorTime;
import dev.errand.bench.report.Sample;
import dev.errand.bench.report.Sample.Processor;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the counters around a piece of work.
 *
 * @param database where it happens
 * @param server PostgreSQL's first process
 * @param service Errand's process; null if it takes no part
 */
record Meter(Database database, ProcessHandle server, @Nullable ProcessHandle service) {

  /** What a piece of work came to. */
  record Work(long count, Duration elapsed, @Nullable Latencies latencies) {}

  Sample measure(Supplier<Work> work) {
    long wal = database.walPosition();
    var before = processor();
    var done = work.get();
    var after = processor();
    return new Sample(
        done.count(),
        done.elapsed(),
        done.latencies(),
        database.walPosition() - wal,
        new Processor(
            after.service().minus(before.service()),
            after.database().minus(before.database()),
            after.load().minus(before.load())));
  }

  private Processor processor() {
    return new Processor(
        service == null ? Duration.ZERO : ProcessorTime.ofTree(service),
        ProcessorTime.ofTree(server),
        ProcessorTime.of(ProcessHandle.current()));
  }
}
