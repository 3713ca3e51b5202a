package dev.errand.executor.standard;

import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** When an event takes place: from one time to another, or on whole days. */
sealed interface EventSpan {

  /** A date, perhaps with a time, and that perhaps with an offset. */
  DateTimeFormatter WRITTEN =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[XXX][XX]")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** Written for calendars. */
  void write(CalendarText calendar);

  /** Written for programs. */
  JsonObject toJson();

  /** The zone's rules, if they are needed to understand the times. */
  default void writeZone(CalendarText calendar) {}

  /**
   * From one time to another in the same zone.
   *
   * @param end not before the start
   */
  record Timed(ZonedDateTime start, ZonedDateTime end) implements EventSpan {

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");

    @Override
    public void write(CalendarText calendar) {
      write(calendar, "DTSTART", start);
      if (end.isAfter(start)) {
        write(calendar, "DTEND", end);
      }
    }

    private void write(CalendarText calendar, String name, ZonedDateTime time) {
      if (universal()) {
        calendar.line(name, LOCAL.format(time.withZoneSameInstant(ZoneOffset.UTC)) + "Z");
      } else {
        calendar.line(name + ";TZID=" + start.getZone(), LOCAL.format(time));
      }
    }

    /**
     * Whether the times are written in UTC: that has no rules, or they would not tell. Calendars
     * differ in how they take a local time that comes twice, and a change of the clocks within an
     * event.
     */
    private boolean universal() {
      return start.getZone().getRules().isFixedOffset()
          || !start.getOffset().equals(end.getOffset())
          || twice(start)
          || twice(end);
    }

    private static boolean twice(ZonedDateTime time) {
      return time.getZone().getRules().getValidOffsets(time.toLocalDateTime()).size() > 1;
    }

    @Override
    public void writeZone(CalendarText calendar) {
      if (!universal()) {
        ZoneText.write(calendar, start);
      }
    }

    @Override
    public JsonObject toJson() {
      return new JsonObject()
          .put("starts_at", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(start))
          .put("ends_at", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(end))
          .put("timezone", start.getZone().getId())
          .put("all_day", false);
    }
  }

  /** From one day to another, both included. */
  record Days(LocalDate first, LocalDate last) implements EventSpan {

    @Override
    public void write(CalendarText calendar) {
      var after = last.plusDays(1);
      calendar.line("DTSTART;VALUE=DATE", DateTimeFormatter.BASIC_ISO_DATE.format(first));
      calendar.line("DTEND;VALUE=DATE", DateTimeFormatter.BASIC_ISO_DATE.format(after));
    }

    @Override
    public JsonObject toJson() {
      return new JsonObject()
          .put("starts_at", first.toString())
          .put("ends_at", last.toString())
          .put("timezone", null)
          .put("all_day", true);
    }
  }

  /** What a config says; an hour, or one day, if it says nothing about the end. */
  static EventSpan of(JsonObject config) throws Refusal {
    var zone = zone(config.getString("timezone"));
    var start = time("event_time", config.getString("event_time"), zone);
    var end = time("end_time", config.getString("end_time"), zone);
    var minutes = config.getInteger("duration_minutes");
    if (start instanceof LocalDate first) {
      if (minutes != null || end instanceof ZonedDateTime) {
        throw refused("a day takes no end_time with a time, and no duration_minutes");
      }
      var last = end instanceof LocalDate day ? day : first;
      requireOrder(ChronoUnit.DAYS.between(first, last));
      return new Days(first, last);
    }
    if (!(start instanceof ZonedDateTime from)) {
      throw refused("event_time is missing");
    }
    if (end instanceof LocalDate) {
      throw refused("event_time has a time, so must end_time, such as 2026-01-31T09:00");
    }
    var to =
        end instanceof ZonedDateTime given
            ? given
            : from.plusMinutes(minutes == null ? 60 : minutes);
    var length = Duration.between(from, to);
    requireOrder(length.isNegative() ? -1 : length.toDays());
    return new Timed(from, to);
  }

  private static void requireOrder(long days) throws Refusal {
    if (days < 0) {
      throw refused("end_time is before event_time: it must not be");
    }
    if (days > 366) {
      throw refused("it lasts more than a year: make several of it");
    }
  }

  private static ZoneId zone(String name) throws Refusal {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new Refusal(
          "invalid_timezone",
          "There is no time zone %s: name one such as Asia/Aden, or UTC".formatted(name));
    }
  }

  private static @Nullable TemporalAccessor time(
      String member, @Nullable String written, ZoneId zone) throws Refusal {
    if (written == null) {
      return null;
    }
    try {
      var text = written.replace(' ', 'T');
      var parsed =
          WRITTEN.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      return switch (parsed) {
        case OffsetDateTime instant -> instant.atZoneSameInstant(zone);
        case LocalDateTime local -> local.atZone(zone);
        default -> parsed;
      };
    } catch (DateTimeException e) {
      throw refused(
          "%s is \"%s\"; it must be a time such as 2026-01-31T08:00:00Z, a local time such as 2026-01-31T08:00, or a date such as 2026-01-31"
              .formatted(member, written));
    }
  }

  private static Refusal refused(String why) {
    return new Refusal("invalid_config", "The event cannot be: " + why);
  }
}
