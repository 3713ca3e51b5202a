package dev.errand.executor.standard;

import dev.errand.almanac.Activity;
import dev.errand.almanac.Almanac;
import dev.errand.almanac.Almanac.Span;
import dev.errand.almanac.CalendarDay;
import dev.errand.almanac.MansionSystem;
import dev.errand.almanac.Suitability;
import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what the lunar farming calendar has for a day, or which of the next days suit a work. */
public final class LunarCalendarExecutor implements Executor {

  private static final String ACTIVITY = "activity";

  private static final TaskType TYPE =
      TaskType.named("lunar_calendar")
          .describedAs(
              "Lunar calendar",
              "What the traditional lunar farming calendar says of a date, today by default, for a"
                  + " work or for all; with days, the best of that many days for the work. Needs no"
                  + " network.")
          .configuredBy(
              new TaskType.Config(
                  new JsonObject(
                      """
                      {
                        "type": "object",
                        "additionalProperties": false,
                        "dependentRequired": {"days": ["activity"]},
                        "properties": {
                          "date": {
                            "description": "The day, or with days the first; today by default.",
                            "type": "string", "pattern": "^\\\\d{4}-\\\\d{2}-\\\\d{2}$",
                            "x-pattern": "must be a date such as 2026-01-31"
                          },
                          "days": {
                            "description": "How many days to look at for the activity.",
                            "type": "integer", "minimum": 1, "maximum": 90
                          },
                          "activity": {
                            "description": "The work, by its name in English or Arabic.",
                            "type": "string", "minLength": 1, "maxLength": 64
                          },
                          "timezone": {
                            "description": "Whose days are meant; UTC by default.",
                            "default": "UTC", "type": "string", "minLength": 1, "maxLength": 64
                          }
                        }
                      }
                      """),
                  new JsonObject().put("timezone", "UTC"),
                  List.of(
                      new JsonObject().put("date", "2026-06-02").put(ACTIVITY, "harvest"),
                      new JsonObject().put("days", 30).put(ACTIVITY, "planting"))));

  @Override
  public TaskType taskType() {
    return TYPE;
  }

  @Override
  public Outcome run(Execution execution) {
    var config = execution.config();
    try {
      var zone = ZoneId.of(config.getString("timezone", "UTC"));
      var said = config.getString("date");
      var date =
          said == null
              ? LocalDate.ofInstant(execution.clock().instant(), zone)
              : LocalDate.parse(said);
      var name = config.getString(ACTIVITY);
      var activity = name == null ? null : Activity.find(name).orElse(null);
      if (name != null && activity == null) {
        return Outcome.failedForGood(
            "unknown_activity",
            "activity must be one of %s, or its Arabic name".formatted(Activity.keys()));
      }
      if (!CalendarDay.covers(date) || !CalendarDay.covers(date.plusDays(2 * Almanac.MOST_DAYS))) {
        return Outcome.failedForGood(
            "unknown_date", "date must lie within the Hijri calendar's years, from 1883 to 2173");
      }
      return Outcome.completed(
          new JsonObject(answer(new Question(date, zone, activity), config.getInteger("days"))));
    } catch (DateTimeException wrong) {
      return Outcome.failedForGood(
          "unknown_date", "date or timezone is none: " + wrong.getMessage());
    }
  }

  private record Question(LocalDate date, ZoneId zone, @Nullable Activity activity) {}

  private static Map<String, Object> answer(Question asked, @Nullable Integer days) {
    var activity = asked.activity();
    if (activity == null) {
      return CalendarDay.of(asked.date(), asked.zone(), MansionSystem.LUNAR).toMap();
    }
    return days == null
        ? Almanac.validate(activity, asked.date(), asked.zone())
        : Almanac.bestDays(
            activity, new Span(asked.date(), days, asked.zone()), Suitability.SUITABLE);
  }
}
