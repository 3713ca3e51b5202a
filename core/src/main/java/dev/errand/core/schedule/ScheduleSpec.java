package dev.errand.core.schedule;

import dev.errand.core.problem.Violation;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a schedule says: an immutable value, made from a request with {@link #read}, kept as {@link
 * #toJson} and made again from that with {@link #stored}. What follows from it is told by {@link
 * Firings}. May be used from any thread; reading computes the first firing, so requests are better
 * not read on an event loop.
 *
 * @param rule when it fires
 * @param zone whose local time its times of day are in
 * @param daylight what happens to times of day when clocks change
 */
public record ScheduleSpec(
    Rule rule, ZoneId zone, Bounds bounds, Daylight daylight, Policy policy) {

  /**
   * What a request leaves out.
   *
   * @param now the time of the request
   * @param zone where no timezone is given: the task's
   * @param first the task's due or first run time in that zone, which gives a bare word such as
   *     {@code weekly} its time and day; null means now
   */
  public record Defaults(Instant now, ZoneId zone, @Nullable LocalDateTime first) {

    /** In UTC, counted from now. */
    public static Defaults at(Instant now) {
      return new Defaults(now, ZoneId.of("UTC"), null);
    }
  }

  /**
   * What came of reading.
   *
   * @param spec null if there are violations, or if the value says {@code never}
   * @param violations everything that is wrong
   */
  public record Reading(@Nullable ScheduleSpec spec, List<Violation> violations) {

    /** Copies the violations. */
    public Reading {
      violations = List.copyOf(violations);
    }
  }

  /**
   * Reads what a caller wrote and checks that it ever fires.
   *
   * @param value a JsonObject, or one of the words of {@code repeat_interval}
   * @param loc where the value stands in the request
   */
  public static Reading read(@Nullable Object value, List<Object> loc, Defaults defaults) {
    return new SpecReader(loc, defaults, true).read(value);
  }

  /** What is wrong with a value, but for whether it ever fires: quick enough for event loops. */
  public static List<Violation> problems(
      @Nullable Object value, List<Object> loc, Defaults defaults) {
    return new SpecReader(loc, defaults, false).read(value).violations();
  }

  /**
   * Reads what {@link #toJson} wrote, whether it still fires or not.
   *
   * @throws IllegalArgumentException if it is nothing that toJson writes
   */
  public static ScheduleSpec stored(JsonObject json) {
    var reading = new SpecReader(List.of(), Defaults.at(Instant.EPOCH), false).read(json);
    if (reading.spec() == null) {
      throw new IllegalArgumentException("Not a schedule: " + json + " " + reading.violations());
    }
    return reading.spec();
  }

  /** The canonical form, with every default written out. */
  public JsonObject toJson() {
    return SpecWriter.write(this);
  }
}
