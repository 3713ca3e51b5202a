package dev.errand.core.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.core.problem.Violation;
import dev.errand.core.schedule.ScheduleSpec.Defaults;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Schedules from JSON with single quotes, and what they do. */
final class Specs {

  static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
  static final List<Object> LOC = List.of("body", "schedule");

  private Specs() {}

  static JsonObject json(String text) {
    return new JsonObject(text.replace('\'', '"'));
  }

  static ScheduleSpec spec(String text) {
    return spec(text, NEW_YEAR);
  }

  static ScheduleSpec spec(String text, Instant now) {
    var reading = ScheduleSpec.read(json(text), LOC, Defaults.at(now));
    assertEquals(List.of(), reading.violations());
    return Objects.requireNonNull(reading.spec());
  }

  static List<Violation> violations(String text) {
    return ScheduleSpec.read(json(text), LOC, Defaults.at(NEW_YEAR)).violations();
  }

  /** The next so many as local times with offset. */
  static List<String> local(String text, int count, String from) {
    var start = Instant.parse(from);
    return Firings.of(spec(text, start)).preview(count, start).stream()
        .map(firing -> firing.local().toString())
        .toList();
  }

  static List<Firing> preview(String text, int count, String from) {
    var start = Instant.parse(from);
    return Firings.of(spec(text, start)).preview(count, start);
  }
}
