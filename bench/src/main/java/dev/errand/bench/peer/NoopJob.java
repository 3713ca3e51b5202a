package dev.errand.bench.peer;

import java.util.concurrent.CountDownLatch;

/** What JobRunr executes: it finds the method by its name, so both must be public. */
public final class NoopJob {

  private static volatile CountDownLatch left = new CountDownLatch(0);

  private NoopJob() {}

  static void expect(int executions) {
    left = new CountDownLatch(executions);
  }

  static void await() throws InterruptedException {
    left.await();
  }

  /** Does nothing but to be counted. */
  public static void run() {
    left.countDown();
  }
}
