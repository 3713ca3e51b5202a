package dev.errand.core.calendar;

import dev.errand.almanac.Almanac;
import dev.errand.almanac.Almanac.Span;
import dev.errand.almanac.CalendarDay;
import dev.errand.core.calendar.CalendarQuery.FindBestDays;
import dev.errand.core.calendar.CalendarQuery.GetDay;
import dev.errand.core.calendar.CalendarQuery.ValidateDate;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Answers questions to the calendar. Thread-safe, and does not block. */
@FunctionalInterface
public interface FarmCalendar {

  /** Computed here. */
  FarmCalendar LOCAL = query -> Future.succeededFuture(computed(query));

  /** Fails with {@code UpstreamFailed} if another service is asked, and cannot be. */
  Future<JsonObject> answer(CalendarQuery query);

  private static JsonObject computed(CalendarQuery query) {
    return switch (query) {
      case GetDay q ->
          new JsonObject(
              (q.at() == null
                      ? CalendarDay.of(q.date(), q.zone(), q.system())
                      : CalendarDay.at(q.date(), q.at(), q.system()))
                  .toMap());
      case FindBestDays q -> {
        var within = q.within();
        var span = new Span(within.first(), within.days(), within.zone());
        yield new JsonObject(Almanac.bestDays(q.activity(), span, q.minScore()));
      }
      case ValidateDate q -> new JsonObject(Almanac.validate(q.activity(), q.date(), q.zone()));
    };
  }
}
