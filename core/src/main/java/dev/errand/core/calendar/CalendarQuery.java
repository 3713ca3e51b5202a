package dev.errand.core.calendar;

import dev.errand.almanac.Activity;
import dev.errand.almanac.MansionSystem;
import dev.errand.core.bus.Query;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Questions to the calendar, answered as callers of the API see it: {@code docs/calendar.md}. */
public sealed interface CalendarQuery extends Query<JsonObject> {

  /**
   * All that there is to say of a day.
   *
   * @param at an instant of it; null for its noon
   */
  record GetDay(LocalDate date, @Nullable Instant at, ZoneId zone, MansionSystem system)
      implements CalendarQuery {}

  /** The days from the first on that reach a score, best first. */
  record FindBestDays(Activity activity, Within within, int minScore) implements CalendarQuery {}

  /** So many days from the first on, each judged by its noon. */
  record Within(LocalDate first, int days, ZoneId zone) {}

  /** How a day suits a work, and others if it does not. */
  record ValidateDate(Activity activity, LocalDate date, ZoneId zone) implements CalendarQuery {}
}
