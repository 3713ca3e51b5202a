package dev.errand.core.task;

import dev.errand.core.problem.Violation;
import dev.errand.core.schedule.TimeZones;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Settles what callers say of times in local terms: from then on {@code due_at} and {@code
 * reminder_at} are instants, and their dates and times of day are gone.
 */
final class LocalMembers {

  private static final int DATE_LENGTH = "2026-01-31".length();

  private final JsonObject members;
  private final List<Violation> problems;

  private LocalMembers(JsonObject members, List<Violation> problems) {
    this.members = members;
    this.problems = problems;
  }

  /** Changes the members; the places have the zone of a task that does not name its own. */
  static void settle(JsonObject members, Places places, List<Violation> problems) {
    var local = new LocalMembers(members, problems);
    var siteId = members.getString("site_id");
    var site = siteId == null ? null : UUID.fromString(siteId);
    places.check(site, problems);
    settleZone(members, places);
    var zone = local.zone();
    local.due(zone);
    local.reminder(zone);
  }

  /** Gives members that name no zone the one of their places, if that is known. */
  static void settleZone(JsonObject members, Places places) {
    if (members.getString("timezone") == null) {
      var siteId = members.getString("site_id");
      places
          .zone(members.getString("assignee_id"), siteId == null ? null : UUID.fromString(siteId))
          .ifPresent(zone -> members.put("timezone", zone));
    }
  }

  /** True if a date stands there instead of an instant. */
  static boolean isDate(@Nullable String text) {
    return text != null && text.length() == DATE_LENGTH;
  }

  /** The day of an instant, as {@code due_at} may name it. */
  static String day(Instant instant, ZoneId zone) {
    return LocalDate.ofInstant(instant, zone).toString();
  }

  private ZoneId zone() {
    var name = members.getString("timezone");
    if (name == null) {
      return TimeZones.UTC;
    }
    var zone = TimeZones.find(name);
    if (zone.isEmpty()) {
      problems.add(Violation.ofBody("timezone", TimeZones.refusal(name), "timezone"));
    }
    return zone.orElse(TimeZones.UTC);
  }

  private void due(ZoneId zone) {
    var day = members.getString("due_at");
    var time = (String) members.remove("due_time");
    if (isDate(day)) {
      var usual = members.getString("scheduled_time");
      var at = time == null ? usual : time;
      members.put(
          "due_at",
          at == null
              ? TimeZones.endOfDay(LocalDate.parse(day), zone).toString()
              : instant(day, LocalTime.parse(at), zone));
    } else if (time != null) {
      problems.add(
          Violation.ofBody(
              "due_time",
              day == null
                  ? "needs due_date beside it"
                  : "belongs to a due_date; the instant beside it names its own time",
              "due_date"));
    }
  }

  private void reminder(ZoneId zone) {
    var at = members.getString("reminder_at");
    var day = (String) members.remove("reminder_date");
    var time = (String) members.remove("reminder_time");
    if (day == null && time == null) {
      return;
    }
    // An instant under this name stands for reminder_at.
    boolean whole = time != null && time.length() > DATE_LENGTH;
    var said =
        day == null
            ? (whole ? time : null)
            : (whole || time == null ? null : instant(day, LocalTime.parse(time), zone));
    if (said == null) {
      problems.add(
          Violation.ofBody(
              day == null ? "reminder_time" : "reminder_date",
              "must stand beside the other: reminder_date is a day and reminder_time a time of day; or give reminder_at",
              "reminder"));
    } else if (at != null && !TaskDetails.at(at).equals(TaskDetails.at(said))) {
      problems.add(
          Violation.ofBody(
              "reminder_at",
              "says something else than %s: give one of them"
                  .formatted(day == null ? "reminder_time" : "reminder_date"),
              "contradiction"));
    } else {
      members.put("reminder_at", said);
    }
  }

  private static String instant(String day, LocalTime time, ZoneId zone) {
    return TimeZones.instant(LocalDate.parse(day).atTime(time), zone).toString();
  }

  /** Without what says nothing, as a merge may leave it. */
  static void prune(JsonObject members) {
    var translations = members.getJsonObject("translations");
    if (translations == null) {
      return;
    }
    var pruned = new JsonObject();
    for (var language : new ArrayList<>(translations.fieldNames())) {
      var texts = translations.getJsonObject(language);
      if (texts != null) {
        var said = texts.copy();
        texts.fieldNames().stream().filter(n -> texts.getValue(n) == null).forEach(said::remove);
        if (!said.isEmpty()) {
          pruned.put(language, said);
        }
      }
    }
    members.put("translations", pruned);
  }
}
