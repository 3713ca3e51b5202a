package dev.errand.migrations.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Waits for what happens in the background, with a bound, and with a pause between two looks: who
 * waits must not take the processor from those who work.
 */
public final class Eventually {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private Eventually() {}

  /** What is looked at again and again. */
  @FunctionalInterface
  public interface Question<T, E extends Exception> {
    T ask() throws E;
  }

  /** Returns once the condition holds; fails with what was expected when it takes too long. */
  public static <E extends Exception> void eventually(
      String expected, Question<Boolean, E> condition) throws E {
    eventually(expected, condition, holds -> holds);
  }

  /**
   * Answers with the first answer that is as wanted; fails with the last when it takes too long.
   */
  public static <T, E extends Exception> T eventually(
      String expected, Question<T, E> question, Predicate<? super T> wanted) throws E {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      T answer = question.ask();
      if (wanted.test(answer)) {
        return answer;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "not within %d s: %s, but %s".formatted(PATIENCE.toSeconds(), expected, answer));
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
