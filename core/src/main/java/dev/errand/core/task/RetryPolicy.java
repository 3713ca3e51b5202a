package dev.errand.core.task;

import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When and how often a failed attempt is repeated: the delay after attempt n is {@code min(max,
 * initial × multiplier^(n−1))}, spread by the jitter.
 *
 * @param enabled false allows one attempt only
 * @param maxAttempts in all; null means no limit
 * @param initialSeconds delay after the first failure
 * @param multiplier growth of the delay
 * @param maxSeconds the longest delay
 * @param jitter the share, 0 to 1, by which a delay may differ either way
 */
public record RetryPolicy(
    boolean enabled,
    @Nullable Integer maxAttempts,
    double initialSeconds,
    double multiplier,
    double maxSeconds,
    double jitter) {

  /** The policy of a type's descriptor. */
  public static RetryPolicy of(TaskType.Retry retry) {
    return new RetryPolicy(
        true,
        retry.maxAttempts() == 0 ? null : retry.maxAttempts(),
        retry.first().toMillis() / 1000.0,
        retry.multiplier(),
        retry.longest().toMillis() / 1000.0,
        retry.jitter());
  }

  /** This policy where the members of a JSON object do not say otherwise. */
  public RetryPolicy with(JsonObject members) {
    return new RetryPolicy(
        members.getBoolean("enabled", enabled),
        members.containsKey("max_attempts") ? members.getInteger("max_attempts") : maxAttempts,
        members.getDouble("initial_seconds", initialSeconds),
        members.getDouble("multiplier", multiplier),
        members.getDouble("max_seconds", maxSeconds),
        members.getDouble("jitter", jitter));
  }

  /** Every member, for output and for the column. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("enabled", enabled)
        .put("max_attempts", maxAttempts)
        .put("initial_seconds", initialSeconds)
        .put("multiplier", multiplier)
        .put("max_seconds", maxSeconds)
        .put("jitter", jitter);
  }

  /** True if another attempt may follow this one. */
  public boolean allowsAnother(int attempt) {
    return enabled && (maxAttempts == null || attempt < maxAttempts);
  }

  /** How long to wait after an attempt failed, attempts counted from 1. */
  public Duration delayAfter(int attempt, RandomGenerator random) {
    // Past 2^1000 a double is infinite, which min() still cuts to the longest delay.
    double plain = Math.min(maxSeconds, initialSeconds * Math.pow(multiplier, attempt - 1.0));
    double spread = jitter == 0 ? 1 : 1 + jitter * (2 * random.nextDouble() - 1);
    return Duration.ofMillis(Math.round(plain * spread * 1000));
  }
}
