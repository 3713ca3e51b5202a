package dev.errand.executor;

import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the {@code Retry-After} header of RFC 9110: seconds, or a date. */
public final class RetryAfter {

  /** Nine digits are 31 years: more is no answer, and would overflow the sums made with it. */
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

  private RetryAfter() {}

  /** Null if there is no such header, or none that can be read; a date gone by is zero. */
  public static @Nullable Duration of(HttpResponse<?> response, InstantSource clock) {
    var value = response.headers().firstValue("Retry-After").orElse("").trim();
    if (SECONDS.matcher(value).matches()) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      var date = DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from);
      var wait = Duration.between(clock.instant(), date);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException unreadable) {
      return null;
    }
  }
}
