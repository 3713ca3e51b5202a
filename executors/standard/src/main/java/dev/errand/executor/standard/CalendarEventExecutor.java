package dev.errand.executor.standard;

import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Makes an iCalendar file of an event, for any calendar to take, and hands it to the operator's own
 * where one is set ({@code base_url}).
 */
public final class CalendarEventExecutor implements Executor {

  private static final String TIME =
      "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]{5,18}(Z|[+-][0-9:]{4,5})?)?$";
  private static final String IN_WORDS =
      "must be a time such as 2026-01-31T08:00:00Z, a local time such as 2026-01-31T08:00, or a"
          + " date such as 2026-01-31";

  private static final String SCHEMA =
      """
            {
              "type": "object",
              "required": ["event_title", "event_time"],
              "additionalProperties": true,
              "anyOf": [{"properties": {"end_time": false}}, {"properties": {"duration_minutes": false}}],
              "x-anyOf": "must have end_time or duration_minutes, not both",
              "properties": {
                "event_title": {
                  "description": "What it is called.",
                  "type": "string", "maxLength": 500, "pattern": "\\\\S", "x-pattern": "must not be blank"
                },
                "event_time": {
                  "description": "When it begins: a time, a local time in the time zone, or a date for whole days.",
                  "type": "string"
                },
                "end_time": {
                  "description": "When it ends, written as event_time is; of whole days the last. Without it and duration_minutes it takes an hour, or one day.",
                  "type": "string"
                },
                "duration_minutes": {
                  "description": "How long it takes, instead of when it ends.",
                  "type": "integer", "minimum": 1, "maximum": 525600
                },
                "timezone": {
                  "description": "The time zone in which it takes place, such as Asia/Aden.",
                  "type": "string", "minLength": 1, "maxLength": 64, "default": "UTC"
                },
                "location": {"description": "Where it takes place.", "type": "string", "maxLength": 500},
                "description": {"description": "Anything more about it.", "type": "string", "maxLength": 10000},
                "reminder_minutes_before": {
                  "description": "How long before it the calendar reminds of it.",
                  "type": "integer", "minimum": 0, "maximum": 40320
                }
              }
            }
            """;

  private static final TaskType TYPE =
      TaskType.named("calendar_event")
          .describedAs(
              "Calendar event",
              "Makes an iCalendar file (.ics) of an event, in its time zone and with a reminder"
                  + " before it. Made again, it takes the place of the one before it.")
          .configuredBy(config())
          .defaultingTo(TaskType.Defaults.USUAL.withCredits("0.2"));

  private static TaskType.Config config() {
    var schema = new JsonObject(SCHEMA);
    for (var name : List.of("event_time", "end_time")) {
      var member = schema.getJsonObject("properties").getJsonObject(name);
      member.put("pattern", TIME).put("x-pattern", IN_WORDS);
    }
    return new TaskType.Config(schema, new JsonObject().put("timezone", "UTC"), examples());
  }

  private static List<JsonObject> examples() {
    return List.of(
        new JsonObject()
            .put("event_title", "Market in Bab al-Yaman")
            .put("event_time", "2026-03-01T09:00")
            .put("duration_minutes", 90)
            .put("timezone", "Asia/Aden")
            .put("location", "Sana'a")
            .put("reminder_minutes_before", 30),
        new JsonObject()
            .put("event_title", "Harvest")
            .put("event_time", "2026-09-01")
            .put("end_time", "2026-09-05"));
  }

  @Override
  public TaskType taskType() {
    return TYPE;
  }

  @Override
  public Outcome run(Execution execution) throws IOException, InterruptedException {
    var config = execution.config();
    var uid = execution.subject().taskId() + "@errand";
    try {
      var span = EventSpan.of(config);
      var result =
          span.toJson()
              .put("event_title", config.getString("event_title"))
              .put("uid", uid)
              .put("content_type", "text/calendar; charset=utf-8")
              .put("ics", calendar(span, uid, config, execution.clock().instant()));
      var service = execution.settings().getString("base_url");
      return service == null
          ? Outcome.completed(result)
          : new CalendarService(execution, service).take(result);
    } catch (Refusal e) {
      return e.failed();
    }
  }

  /** Of two files with one UID, calendars keep the one with the later DTSTAMP. */
  private static String calendar(EventSpan span, String uid, JsonObject config, Instant now) {
    var stamp = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    var calendar =
        new CalendarText()
            .line("BEGIN", "VCALENDAR")
            .line("VERSION", "2.0")
            .line("PRODID", "-//Errand//Errand//EN");
    span.writeZone(calendar);
    calendar.line("BEGIN", "VEVENT").line("UID", uid).line("DTSTAMP", stamp.format(now));
    span.write(calendar);
    calendar
        .text("SUMMARY", config.getString("event_title"))
        .text("LOCATION", config.getString("location"))
        .text("DESCRIPTION", config.getString("description"));
    var minutes = config.getInteger("reminder_minutes_before");
    if (minutes != null) {
      calendar
          .line("BEGIN", "VALARM")
          .line("ACTION", "DISPLAY")
          .text("DESCRIPTION", config.getString("event_title"))
          .line("TRIGGER", "-PT" + minutes + "M")
          .line("END", "VALARM");
    }
    return calendar.line("END", "VEVENT").line("END", "VCALENDAR").toString();
  }
}
