package dev.errand.core.quota;

import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Problem.LimitExceeded;
import dev.errand.core.problem.Problem.LimitExceeded.Quota;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** What is said to who has come to a limit. */
public final class Limits {

  static final String TASKS = "max_tasks";
  static final String EXECUTIONS = "max_executions_per_day";
  private static final String FREQUENCY = "task_frequency";

  /** When somebody may have completed a task: time alone changes nothing. */
  private static final Duration A_WHILE = Duration.ofMinutes(1);

  private Limits() {}

  static @Nullable Problem refusal(Allowance allowance, String word, Instant now) {
    return switch (word) {
      case "" -> null;
      case TASKS ->
          new LimitExceeded(
              "Task limit exceeded", new Quota(TASKS, allowance.tasks(), null), A_WHILE);
      default ->
          new LimitExceeded(
              "Execution limit exceeded",
              new Quota(EXECUTIONS, allowance.executionsPerDay(), Duration.ofDays(1)),
              untilMidnight(now));
    };
  }

  private static Duration untilMidnight(Instant now) {
    var tomorrow = now.atOffset(ZoneOffset.UTC).toLocalDate().plusDays(1);
    return Duration.between(now, tomorrow.atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  /** To who runs a task again too soon. */
  public static Problem tooSoon(Duration interval, Duration left) {
    return new LimitExceeded(
        "Task frequency limit exceeded", new Quota(FREQUENCY, 1, interval), left);
  }
}
