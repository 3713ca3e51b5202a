package dev.errand.api.calendar;

import dev.errand.almanac.MansionSystem;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.core.bus.Bus;
import dev.errand.core.calendar.CalendarQuery.FindBestDays;
import dev.errand.core.calendar.CalendarQuery.GetDay;
import dev.errand.core.calendar.CalendarQuery.ValidateDate;
import dev.errand.core.calendar.CalendarQuery.Within;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;

/** Questions to the calendar. Thread-safe. */
public final class CalendarEndpoints {

  private static final String QUERY = "query";
  private static final String ACTIVITY = "activity";
  private static final String TIMEZONE = "timezone";

  private final Bus bus;
  private final InstantSource clock;

  /** Asks over the given bus; the clock tells what is today. */
  public CalendarEndpoints(Bus bus, InstantSource clock) {
    this.bus = bus;
    this.clock = clock;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of(
        "getCalendarDay", this::day,
        "listBestDays", input -> bestDays(input, QUERY),
        "listBestDaysFor", input -> bestDays(input, "path"),
        "validateDate", this::validate,
        "validateTaskDate", this::validate);
  }

  private Future<Answer> day(Input input) {
    var zone = CalendarInput.zone(input.text(TIMEZONE), QUERY, TIMEZONE);
    var date = CalendarInput.date(input.required("date"), "path", "date");
    var at = CalendarInput.at(input.text("at"), date, zone);
    var system = MansionSystem.valueOf(input.required("system").toUpperCase(Locale.ROOT));
    return bus.request(new GetDay(date, at, zone, system)).map(day -> Answer.ok(day.toBuffer()));
  }

  private Future<Answer> bestDays(Input input, String place) {
    var zone = CalendarInput.zone(input.text(TIMEZONE), QUERY, TIMEZONE);
    var activity = CalendarInput.activity(input.text(ACTIVITY), place, ACTIVITY);
    var from = input.text("from");
    var first =
        from == null
            ? LocalDate.ofInstant(clock.instant(), zone)
            : CalendarInput.date(from, QUERY, "from");
    var within = new Within(first, input.integer("days"), zone);
    return bus.request(new FindBestDays(activity, within, input.integer("min_score")))
        .map(days -> Answer.ok(days.toBuffer()));
  }

  private Future<Answer> validate(Input input) {
    var body = input.body();
    var zone = CalendarInput.zone(body.getString(TIMEZONE), "body", TIMEZONE);
    var date = CalendarInput.date(body.getString("date"), "body", "date");
    var activity = CalendarInput.activity(body.getString(ACTIVITY), "body", ACTIVITY);
    return bus.request(new ValidateDate(activity, date, zone))
        .map(advice -> Answer.ok(advice.toBuffer()));
  }
}
