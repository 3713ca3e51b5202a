package dev.errand.core.schedule;

import dev.errand.core.problem.Violation;
import dev.errand.core.schedule.Policy.Misfire;
import dev.errand.core.schedule.ScheduleSpec.Defaults;
import dev.errand.core.schedule.ScheduleSpec.Reading;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a schedule and finds everything that is wrong with it. */
final class SpecReader {

  private static final Duration LONGEST_JITTER = Duration.ofDays(1);

  /** Who means now is not refused for the time that the request takes. */
  private static final Duration LATE = Duration.ofMinutes(1);

  private static final int MOST_CAUGHT_UP = 1_000;
  private static final List<String> REPEATS =
      List.of("never", "daily", "weekly", "weekdays", "monthly");

  private final List<Object> loc;
  private final Defaults defaults;
  private final boolean hasToFire;

  SpecReader(List<Object> loc, Defaults defaults, boolean hasToFire) {
    this.loc = loc;
    this.defaults = defaults;
    this.hasToFire = hasToFire;
  }

  Reading read(@Nullable Object value) {
    return switch (value) {
      case JsonObject json -> read(json);
      case String word when REPEATS.contains(word) -> new Reading(repeating(word), List.of());
      case null, default ->
          new Reading(
              null,
              List.of(
                  new Violation(
                      loc,
                      "must be an object with a type, or one of " + String.join(", ", REPEATS),
                      "type")));
    };
  }

  private @Nullable ScheduleSpec repeating(String word) {
    var first = first().truncatedTo(ChronoUnit.MINUTES);
    var time = first.toLocalTime();
    Rule rule =
        switch (word) {
          case "daily" -> new Rule.Daily(time);
          case "weekly" -> new Rule.Weekly(List.of(first.getDayOfWeek()), time);
          case "weekdays" -> new Rule.Weekdays(time);
          case "monthly" -> new Rule.Monthly(first.getDayOfMonth(), time);
          default -> null;
        };
    return rule == null
        ? null
        : new ScheduleSpec(rule, defaults.zone(), Bounds.NONE, Daylight.USUAL, Policy.USUAL);
  }

  private LocalDateTime first() {
    return defaults.first() == null
        ? LocalDateTime.ofInstant(defaults.now(), defaults.zone())
        : defaults.first();
  }

  private Reading read(JsonObject json) {
    var members = new Members(json, loc);
    var type = type(members);
    if (type == null) {
      return new Reading(null, members.violations());
    }
    var zone = zone(members);
    var bounds = type.equals("once") ? Bounds.NONE : bounds(members, type, zone);
    var rule = new RuleReader(members, defaults).read(type, zone);
    var daylight = daylight(members, type);
    var policy = policy(members);
    if (rule instanceof Rule.Recurrence recurrence
        && RecurrenceText.parts(recurrence.rule()).containsKey("COUNT")
        && defaults.first() == null
        && !members.has("start_at")) {
      members.wrong("start_at", "is required with COUNT, which counts from there", "missing");
    }
    members.refuseOthers(type);
    if (rule == null || !members.violations().isEmpty()) {
      return new Reading(null, members.violations());
    }
    var spec = new ScheduleSpec(rule, zone, bounds, daylight, policy);
    if (hasToFire) {
      checkThatItFires(spec, members);
    }
    return new Reading(members.violations().isEmpty() ? spec : null, members.violations());
  }

  /** What only one type takes says which type is meant. */
  private static @Nullable String type(Members members) {
    var type = members.text("type");
    if (type != null && Words.TYPES.contains(type)) {
      return type;
    }
    var choices = String.join(", ", Words.TYPES);
    if (type != null) {
      members.wrong("type", "must be one of " + choices, "enum");
    }
    if (members.has("type")) {
      return null;
    }
    if (members.has("cron") || members.has("cron_expression") || members.has("expression")) {
      return "cron";
    }
    if (members.has("rrule")) {
      return "rrule";
    }
    if (members.has("every")) {
      return "interval";
    }
    members.wrong("type", "is required: one of " + choices, "missing");
    return null;
  }

  private ZoneId zone(Members members) {
    var id = members.text("timezone");
    if (id == null) {
      return defaults.zone();
    }
    var zone = TimeZones.find(id);
    if (zone.isPresent()) {
      return zone.get();
    }
    members.wrong("timezone", TimeZones.refusal(id), "timezone");
    return defaults.zone();
  }

  private Bounds bounds(Members members, String type, ZoneId zone) {
    var start = members.instant("start_at");
    var end = members.instant("end_at");
    var maxRuns = members.integer("max_runs", 1, Integer.MAX_VALUE);
    if (start == null && !members.has("start_at")) {
      start = usualStart(type, zone);
    } else if (start != null && type.equals("rrule")) {
      start = start.truncatedTo(ChronoUnit.SECONDS);
    }
    if (end != null && start != null && end.isBefore(start)) {
      var what = members.has("start_at") ? "start_at, " : "the start, which is now, ";
      members.wrong("end_at", "must not be before " + what + start, "range");
    }
    return new Bounds(start, end, maxRuns);
  }

  /** Intervals and recurrence rules count from a start, so they get one; the others need none. */
  private @Nullable Instant usualStart(String type, ZoneId zone) {
    if (!type.equals("interval") && !type.equals("rrule")) {
      return null;
    }
    var first =
        defaults.first() == null ? defaults.now() : defaults.first().atZone(zone).toInstant();
    return first.truncatedTo(ChronoUnit.SECONDS);
  }

  private static Daylight daylight(Members members, String type) {
    var usual = type.equals("rrule") ? Daylight.OF_RECURRENCES : Daylight.USUAL;
    return Words.followsElapsedTime(type)
        ? usual
        : new Daylight(
            members.word("dst_gap", usual.gap()), members.word("dst_overlap", usual.overlap()));
  }

  private static Policy policy(Members members) {
    var misfire = members.word("misfire", Policy.USUAL.misfire());
    var limit = members.integer("catch_up_limit", 1, MOST_CAUGHT_UP);
    if (limit != null && misfire != Misfire.CATCH_UP) {
      members.wrong("catch_up_limit", "belongs to misfire catch_up", "additionalProperties");
    }
    var jitter = members.duration("jitter", Duration.ZERO, LONGEST_JITTER);
    return new Policy(
        misfire,
        limit == null ? Policy.USUAL_CATCH_UP_LIMIT : limit,
        members.word("overlap", Policy.USUAL.overlap()),
        jitter == null ? Duration.ZERO : jitter,
        members.word("anchor", Policy.USUAL.anchor()),
        members.choice("mode", Policy.Mode.class));
  }

  private void checkThatItFires(ScheduleSpec spec, Members members) {
    var now = defaults.now();
    if (spec.rule() instanceof Rule.Once(var at)) {
      if (at.isBefore(now) && spec.policy().misfire() == Misfire.SKIP) {
        members.wrong(
            "at", "lies in the past and misfire is skip, so it never fires", "never_fires");
      } else if (at.isBefore(now.minus(LATE)) && !members.has("misfire")) {
        members.wrong(
            "at",
            "lies in the past: name a time that is to come, or add misfire fire_once to have it fire"
                + " at once",
            "past");
      }
      return;
    }
    if (Firings.of(spec).first(now).isPresent()) {
      return;
    }
    var bounds = spec.bounds();
    var endless =
        new ScheduleSpec(
            spec.rule(),
            spec.zone(),
            new Bounds(bounds.start(), null, null),
            spec.daylight(),
            spec.policy());
    var next = Firings.of(endless).first(now);
    if (next.isPresent()) {
      members.wrong("end_at", "never fires: the first time would be " + next.get(), "never_fires");
    } else {
      members.wrong(
          spec.rule() instanceof Rule.Cron ? "cron" : "rrule",
          "never fires: no date from now on fits, within 100 years",
          "never_fires");
    }
  }
}
