package dev.errand.core.schedule;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The local times of a recurrence rule: what the rule says, as many as COUNT, without EXDATE. */
final class RecurrenceTimes {

  private RecurrenceTimes() {}

  static LocalTimes of(Rule.Recurrence recurrence, ScheduleSpec spec) {
    var start =
        LocalDateTime.ofInstant(
                Objects.requireNonNull(spec.bounds().start(), "a recurrence needs a start"),
                spec.zone())
            .truncatedTo(ChronoUnit.SECONDS);
    var parts = RecurrenceText.parts(recurrence.rule());
    var count = parts.remove("COUNT");
    var times = uncounted(parts, start);
    if (count != null) {
      times = new Counted(times, start, Integer.parseInt(count), counts(spec));
    }
    return excluding(recurrence, times);
  }

  private static LocalTimes uncounted(Map<String, String> parts, LocalDateTime start) {
    return switch (String.valueOf(parts.get("FREQ"))) {
      case "SECONDLY", "MINUTELY", "HOURLY", "DAILY" -> new SteppingRecurrence(parts, start);
      default -> new CalendarRecurrence(RecurrenceText.joined(parts), start);
    };
  }

  /** RFC 5545, 3.3.10: times that do not exist must not be counted. */
  private static Predicate<LocalDateTime> counts(ScheduleSpec spec) {
    ZoneId zone = spec.zone();
    return spec.daylight().gap() == Daylight.Gap.SKIP
        ? local -> !zone.getRules().getValidOffsets(local).isEmpty()
        : local -> true;
  }

  private static LocalTimes excluding(Rule.Recurrence recurrence, LocalTimes times) {
    if (recurrence.exceptTimes().isEmpty() && recurrence.exceptDays().isEmpty()) {
      return times;
    }
    var exceptTimes = Set.copyOf(recurrence.exceptTimes());
    var exceptDays = new HashSet<>(recurrence.exceptDays());
    return local -> {
      var next = times.after(local);
      // At most as often as there are times on the days left out, and a day has 86,400.
      while (next != null
          && (exceptTimes.contains(next) || exceptDays.contains(next.toLocalDate()))) {
        next =
            exceptDays.contains(next.toLocalDate())
                ? times.after(next.toLocalDate().plusDays(1).atStartOfDay().minusNanos(1))
                : times.after(next);
      }
      return next;
    };
  }

  /** The first so many of a sequence. */
  private static final class Counted implements LocalTimes {
    private final LocalTimes all;
    private final LocalDateTime start;
    private final int count;
    private final Predicate<LocalDateTime> counts;
    private int seen;
    private @Nullable LocalDateTime from;
    private @Nullable LocalDateTime next;

    Counted(LocalTimes all, LocalDateTime start, int count, Predicate<LocalDateTime> counts) {
      this.all = all;
      this.start = start;
      this.count = count;
      this.counts = counts;
    }

    @Override
    public @Nullable LocalDateTime after(LocalDateTime local) {
      if (from == null || local.isBefore(from)) {
        seen = 0;
        next = start.minusNanos(1);
        advance();
      }
      from = local;
      while (next != null && !next.isAfter(local)) {
        advance();
      }
      return next;
    }

    private void advance() {
      var current = next;
      next = current == null || seen >= count ? null : all.after(current);
      if (next != null && counts.test(next)) {
        seen++;
      }
    }
  }
}
