package dev.errand.core.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Daily, weekdays, weekly and monthly against a walk over every day of five years. */
class TimeOfDayPropertyTest {

  record Case(Rule rule, LocalTime time, Predicate<LocalDate> fits) {}

  record Place(ZoneId zone, Daylight daylight, Instant from) {}

  @Provide
  Arbitrary<Place> places() {
    return Combinators.combine(Schedules.zones(), Schedules.daylights(), Schedules.instants())
        .as(Place::new);
  }

  @Provide
  Arbitrary<Case> daily() {
    return Schedules.times().map(time -> new Case(new Rule.Daily(time), time, day -> true));
  }

  @Provide
  Arbitrary<Case> weekdays() {
    var weekend = Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
    return Schedules.times()
        .map(
            time ->
                new Case(
                    new Rule.Weekdays(time), time, day -> !weekend.contains(day.getDayOfWeek())));
  }

  @Provide
  Arbitrary<Case> weekly() {
    var days = Arbitraries.of(DayOfWeek.class).set().ofMinSize(1);
    return Combinators.combine(days, Schedules.times())
        .as(
            (wanted, time) ->
                new Case(
                    new Rule.Weekly(List.copyOf(wanted), time),
                    time,
                    day -> wanted.contains(day.getDayOfWeek())));
  }

  @Provide
  Arbitrary<Case> monthly() {
    var days =
        Arbitraries.oneOf(Arbitraries.integers().between(1, 31), Arbitraries.of(-1, 29, 30, 31));
    return Combinators.combine(days, Schedules.times())
        .as(
            (wanted, time) ->
                new Case(
                    new Rule.Monthly(wanted, time),
                    time,
                    day -> {
                      boolean last = day.plusDays(1).getDayOfMonth() == 1;
                      return day.getDayOfMonth() == wanted || (last && isBeyond(wanted, day));
                    }));
  }

  private static boolean isBeyond(int wanted, LocalDate last) {
    return wanted == -1 || wanted > last.getDayOfMonth();
  }

  @Property(tries = 40, seed = "1")
  void daily_fires_as_the_walk_says(@ForAll("daily") Case rule, @ForAll("places") Place place) {
    check(rule, place);
  }

  @Property(tries = 40, seed = "2")
  void weekdays_fire_as_the_walk_says(
      @ForAll("weekdays") Case rule, @ForAll("places") Place place) {
    check(rule, place);
  }

  @Property(tries = 60, seed = "3")
  void weekly_fires_as_the_walk_says(@ForAll("weekly") Case rule, @ForAll("places") Place place) {
    check(rule, place);
  }

  @Property(tries = 80, seed = "4")
  void monthly_fires_as_the_walk_says(@ForAll("monthly") Case rule, @ForAll("places") Place place) {
    check(rule, place);
  }

  private static void check(Case of, Place place) {
    var spec = Schedules.spec(of.rule(), place.zone(), place.daylight());
    var first = LocalDateTime.ofInstant(place.from(), place.zone()).toLocalDate().atTime(of.time());
    var expected =
        Reference.ofDays(local -> of.fits().test(local.toLocalDate()), spec, place.from(), first);
    var actual =
        Firings.of(spec).preview(Math.min(expected.size(), 1000), place.from()).stream()
            .map(Firing::at)
            .toList();
    assertEquals(expected.subList(0, actual.size()), actual);
  }
}
