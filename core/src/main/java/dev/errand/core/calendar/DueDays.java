package dev.errand.core.calendar;

import dev.errand.almanac.Activity;
import dev.errand.almanac.CalendarDay;
import dev.errand.almanac.MansionSystem;
import dev.errand.core.calendar.CalendarQuery.GetDay;
import dev.errand.core.calendar.CalendarQuery.ValidateDate;
import dev.errand.core.memory.Memory;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the calendar says of the days on which tasks are due, remembered for an hour. Nothing fails
 * because another service is away: then nothing is known. Thread-safe.
 */
public final class DueDays {

  private static final Logger LOG = LoggerFactory.getLogger(DueDays.class);
  private static final Duration KEPT = Duration.ofHours(1);

  /** How long a service that could not be asked is left alone. */
  private static final Duration AWAY = Duration.ofSeconds(10);

  private final FarmCalendar calendar;
  private final InstantSource clock;
  private final Memory<Day, DueDay> known;
  private volatile Instant awayUntil = Instant.MIN;

  private record Day(LocalDate date, ZoneId zone, @Nullable Activity activity) {}

  /** Asks this calendar. */
  public DueDays(FarmCalendar calendar, InstantSource clock) {
    this.calendar = calendar;
    this.clock = clock;
    known = new Memory<>(KEPT, clock);
  }

  /** The calendar itself. */
  public FarmCalendar calendar() {
    return calendar;
  }

  /**
   * What it says of the day on which an instant lies; empty if nothing is known.
   *
   * @param activity the work; null for any
   */
  public Future<Optional<DueDay>> of(Instant due, ZoneId zone, @Nullable Activity activity) {
    var day = new Day(LocalDate.ofInstant(due, zone), zone, activity);
    if (!CalendarDay.covers(day.date()) || clock.instant().isBefore(awayUntil)) {
      return Future.succeededFuture(Optional.empty());
    }
    return known
        .of(day, () -> calendar.answer(query(day)).map(said -> DueDay.said(day.activity(), said)))
        .map(Optional::of)
        .recover(
            failure -> {
              awayUntil = clock.instant().plus(AWAY);
              LOG.warn("Tasks are created without the calendar: {}", failure.toString());
              return Future.succeededFuture(Optional.empty());
            });
  }

  private static CalendarQuery query(Day day) {
    return day.activity() == null
        ? new GetDay(day.date(), null, day.zone(), MansionSystem.LUNAR)
        : new ValidateDate(day.activity(), day.date(), day.zone());
  }
}
