package dev.errand.core.schedule;

import dev.errand.core.schedule.Policy.Misfire;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;

/** Writes the canonical form of a schedule. */
final class SpecWriter {

  private SpecWriter() {}

  static JsonObject write(ScheduleSpec spec) {
    var json = new JsonObject().put("type", spec.rule().type());
    writeRule(spec.rule(), json);
    json.put("timezone", spec.zone().getId());
    writeBounds(spec.bounds(), json);
    if (!Words.followsElapsedTime(spec.rule().type())) {
      json.put("dst_gap", Words.of(spec.daylight().gap()))
          .put("dst_overlap", Words.of(spec.daylight().overlap()));
    }
    writePolicy(spec.policy(), json);
    return json;
  }

  private static void writeRule(Rule rule, JsonObject json) {
    switch (rule) {
      case Rule.Once(var at) -> json.put("at", at.toString());
      case Rule.Interval(var every) -> json.put("every", every.toString());
      case Rule.Hourly() -> {}
      case Rule.Daily(var time) -> json.put("time", time.toString());
      case Rule.Weekdays(var time) -> json.put("time", time.toString());
      case Rule.Weekly(var days, var time) -> {
        var names = new JsonArray();
        days.forEach(day -> names.add(day.name().substring(0, 3).toLowerCase(Locale.ROOT)));
        json.put("weekdays", names).put("time", time.toString());
      }
      case Rule.Monthly(var day, var time) -> json.put("day", day).put("time", time.toString());
      case Rule.Cron(var expression) -> json.put("cron", expression);
      case Rule.Recurrence recurrence -> json.put("rrule", RecurrenceText.write(recurrence));
    }
  }

  private static void writeBounds(Bounds bounds, JsonObject json) {
    if (bounds.start() != null) {
      json.put("start_at", bounds.start().toString());
    }
    if (bounds.end() != null) {
      json.put("end_at", bounds.end().toString());
    }
    if (bounds.maxRuns() != null) {
      json.put("max_runs", bounds.maxRuns());
    }
  }

  private static void writePolicy(Policy policy, JsonObject json) {
    json.put("misfire", Words.of(policy.misfire()));
    if (policy.misfire() == Misfire.CATCH_UP) {
      json.put("catch_up_limit", policy.catchUpLimit());
    }
    json.put("overlap", Words.of(policy.overlap())).put("anchor", Words.of(policy.anchor()));
    if (policy.jitter().compareTo(Duration.ZERO) > 0) {
      json.put("jitter", policy.jitter().toString());
    }
    if (policy.mode() != null) {
      json.put("mode", Words.of(policy.mode()));
    }
  }
}
