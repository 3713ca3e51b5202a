package dev.errand.bench.peer;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** Jobs that are added one by one, from as many threads as P1 has connections. */
final class Adding {

  private static final int THREADS = 32;

  private final LongConsumer add;
  private final AtomicLong next = new AtomicLong();

  Adding(LongConsumer add) {
    this.add = add;
  }

  /** Adds for so long; answers how many. */
  long during(Duration time) throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + time.toNanos();
    return run(number -> System.nanoTime() < end);
  }

  /** Adds so many. */
  void count(int jobs) throws InterruptedException, ExecutionException {
    run(number -> number < jobs);
  }

  private long run(LongPredicate goOn) throws InterruptedException, ExecutionException {
    var added = new AtomicLong();
    try (var pool = Executors.newFixedThreadPool(THREADS)) {
      Runnable adding =
          () -> {
            for (long n = next.getAndIncrement(); goOn.test(n); n = next.getAndIncrement()) {
              add.accept(n);
              added.incrementAndGet();
            }
          };
      var running = Stream.generate(() -> pool.submit(adding)).limit(THREADS).toList();
      for (Future<?> each : running) {
        each.get();
      }
    }
    return added.get();
  }
}
