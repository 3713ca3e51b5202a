package dev.errand.executor.standard;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Writes a time zone for calendars, from the JDK's rules: the offset that it has at a time. */
final class ZoneText {

  private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");

  private ZoneText() {}

  static void write(CalendarText calendar, ZonedDateTime time) {
    var rules = time.getZone().getRules();
    var change = rules.previousTransition(time.toInstant().plusSeconds(1));
    var kind = rules.isDaylightSavings(time.toInstant()) ? "DAYLIGHT" : "STANDARD";
    var since = change == null ? LocalDateTime.of(1900, 1, 1, 0, 0) : change.getDateTimeBefore();
    var before = change == null ? time.getOffset() : change.getOffsetBefore();
    calendar
        .line("BEGIN", "VTIMEZONE")
        .line("TZID", time.getZone().getId())
        .line("BEGIN", kind)
        .line("DTSTART", LOCAL.format(since))
        .line("TZOFFSETFROM", offset(before))
        .line("TZOFFSETTO", offset(time.getOffset()))
        .line("END", kind)
        .line("END", "VTIMEZONE");
  }

  private static String offset(ZoneOffset offset) {
    int seconds = Math.abs(offset.getTotalSeconds());
    var sign = offset.getTotalSeconds() < 0 ? "-" : "+";
    var rest = seconds % 60 == 0 ? "" : "%02d".formatted(seconds % 60);
    return sign + "%02d%02d".formatted(seconds / 3600, seconds / 60 % 60) + rest;
  }
}
