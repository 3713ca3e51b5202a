package dev.errand.core.analytics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.analytics.Histories.End;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The figures of a period, computed one by one from every execution that there is. */
final class SlowAnalytics {

  private final List<End> ends;
  private final Period period;

  SlowAnalytics(List<End> all, @Nullable String user, Period period) {
    this.period = period;
    ends =
        all.stream()
            .filter(end -> user == null || end.owner().equals(user))
            .filter(end -> !date(end).isBefore(period.first()) && !date(end).isAfter(period.last()))
            .toList();
  }

  private LocalDate date(End end) {
    return LocalDate.ofInstant(end.endedAt(), period.zone());
  }

  void check(Analytics told) {
    check(told.total(), told.times(), end -> true);
    for (int day = 0; day < period.days(); day++) {
      var date = period.first().plusDays(day);
      check(told.days().get(day), null, end -> date(end).equals(date));
    }
    for (int hour = 0; hour < 24; hour++) {
      int wanted = hour;
      assertEquals(
          ran(end -> end.endedAt().atZone(period.zone()).getHour() == wanted).size(),
          told.hours().get(hour),
          "hour " + hour);
    }
    var types = ends.stream().map(End::type).collect(Collectors.toSet());
    assertEquals(types, Set.copyOf(told.types().keySet()));
    told.types()
        .forEach((type, of) -> check(of.figures(), of.times(), end -> end.type().equals(type)));
  }

  private List<End> ran(Predicate<End> which) {
    return ends.stream().filter(which).filter(end -> !end.status().equals("snoozed")).toList();
  }

  private void check(Figures figures, Analytics.@Nullable Times times, Predicate<End> which) {
    var counts = figures.counts();
    var told =
        List.of(
            counts.succeeded(),
            counts.failed(),
            counts.timedOut(),
            counts.lost(),
            counts.cancelled(),
            counts.snoozed());
    var words = List.of("succeeded", "failed", "timed_out", "lost", "cancelled", "snoozed");
    for (int i = 0; i < words.size(); i++) {
      var word = words.get(i);
      assertEquals(
          ends.stream().filter(which).filter(end -> end.status().equals(word)).count(),
          told.get(i),
          word);
    }
    var ran = ran(which);
    assertEquals(ran.size(), figures.executions());
    long durations = ran.stream().mapToLong(SlowAnalytics::duration).sum();
    assertEquals(average(durations, ran.size()), figures.averageMs());
    assertEquals(average(100 * counts.succeeded(), ran.size()), figures.successRate());
    var credits =
        ends.stream().filter(which).map(End::credits).reduce(BigDecimal.ZERO, BigDecimal::add);
    assertEquals(0, credits.compareTo(figures.used().credits()), "credits");
    assertEquals(ends.stream().filter(which).mapToInt(End::tokens).sum(), figures.used().tokens());
    assertEquals(ends.stream().filter(which).mapToInt(End::calls).sum(), figures.used().apiCalls());
    if (times != null) {
      check(times.duration(), ran, SlowAnalytics::duration);
      check(
          times.toStart(),
          ran,
          end -> Math.max(0, Duration.between(end.queuedAt(), end.startedAt()).toMillis()));
    }
  }

  private static long duration(End end) {
    return Duration.between(end.startedAt(), end.endedAt()).toMillis();
  }

  private static @Nullable BigDecimal average(long sum, int of) {
    return of == 0
        ? null
        : BigDecimal.valueOf(sum).divide(BigDecimal.valueOf(of), 2, RoundingMode.HALF_UP);
  }

  private static void check(Percentiles told, List<End> ran, Function<End, Long> time) {
    var sorted = ran.stream().map(time).sorted().toList();
    check(told.p50(), sorted, 50);
    check(told.p95(), sorted, 95);
    check(told.p99(), sorted, 99);
  }

  private static void check(@Nullable Long told, List<Long> sorted, int percent) {
    if (sorted.isEmpty()) {
      assertEquals(null, told);
      return;
    }
    long exact = sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    assertTrue(
        told != null && Math.abs(told - exact) <= exact * 0.02 + 0.5001,
        () -> "p%d is %d and told as %d".formatted(percent, exact, told));
  }
}
