package dev.errand.api.identity;

import dev.errand.api.identity.AccessSettings.Rates;
import dev.errand.api.problem.HttpProblem;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests of each user and of each key on this node: a bucket holds a minute's worth of
 * them, and fills up steadily. Thread-safe.
 */
final class RateLimits {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** Who has called least recently is forgotten beyond this: most likely their bucket is full. */
  private static final int MOST = 50_000;

  private final Rates rates;
  private final InstantSource clock;

  /** In the order of use. Guarded by itself. */
  private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  RateLimits(Rates rates, InstantSource clock) {
    this.rates = rates;
    this.clock = clock;
  }

  /** What was in a bucket at a time. */
  private record Bucket(double tokens, Instant at) {

    Bucket filled(int limit, Instant now) {
      var seconds = Math.max(0, Duration.between(at, now).toMillis()) / 1000.0;
      return new Bucket(Math.min(limit, tokens + seconds * perSecond(limit)), now);
    }
  }

  private static double perSecond(int limit) {
    return (double) limit / WINDOW.toSeconds();
  }

  /**
   * Takes one off the caller's quota, says in the answer what is left, and refuses if nothing is.
   */
  @Nullable HttpProblem exceeded(Identity identity, HttpServerResponse answer) {
    boolean person = identity.key() == null;
    var limit = person ? rates.user() : rates.key();
    if (limit == null) {
      return null;
    }
    var caller = identity.caller();
    var policy = person ? "user" : "key";
    double left = take(caller.tenantId() + '\n' + caller.userId(), limit);
    double missing = limit - Math.max(0, left);
    answer
        .putHeader(
            "RateLimit-Policy", "\"%s\";q=%d;w=%d".formatted(policy, limit, WINDOW.toSeconds()))
        .putHeader(
            "RateLimit",
            "\"%s\";r=%d;t=%d".formatted(policy, (int) Math.max(0, left), seconds(missing, limit)));
    return left >= 0 ? null : refusal(limit, seconds(-left, limit));
  }

  /** What is left after this request; less than nothing if it may not be made. */
  private double take(String who, int limit) {
    var now = clock.instant();
    synchronized (buckets) {
      var bucket = buckets.getOrDefault(who, new Bucket(limit, now)).filled(limit, now);
      double left = bucket.tokens() - 1;
      buckets.put(who, left < 0 ? bucket : new Bucket(left, now));
      if (buckets.size() > MOST) {
        buckets.remove(buckets.keySet().iterator().next());
      }
      return left;
    }
  }

  private static long seconds(double tokens, int limit) {
    return (long) Math.ceil(tokens / perSecond(limit));
  }

  private static HttpProblem refusal(int limit, long seconds) {
    return new HttpProblem(429, "rate_limited", "Rate limit exceeded")
        .with("limit_type", "requests_per_minute")
        .with("limit", limit)
        .withHeader("Retry-After", Long.toString(Math.max(1, seconds)));
  }
}
