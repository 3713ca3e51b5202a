package dev.errand.core.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.core.schedule.Policy.Misfire;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.RecurrenceRule;

/** Intervals, recurrence rules and misfires against counting one by one. */
class SequencePropertyTest {

  private static final ZoneId UTC = ZoneId.of("UTC");

  @Provide
  Arbitrary<Instant> instants() {
    return Schedules.instants();
  }

  @Property(tries = 300, seed = "1")
  void an_interval_is_counted_from_its_start(
      @ForAll("instants") Instant start,
      @ForAll @IntRange(min = 1, max = 1_000_000) int seconds,
      @ForAll @IntRange(min = -2_000_000, max = 100_000_000) int later) {
    var spec = interval(start, seconds, Policy.USUAL);
    var after = start.plusSeconds(later);
    var expected = start;
    long steps = Math.max(0, later / seconds - 1);
    expected = expected.plusSeconds(steps * seconds);
    while (!expected.isAfter(after)) {
      expected = expected.plusSeconds(seconds);
    }
    assertEquals(expected, Firings.of(spec).next(after).orElseThrow());
  }

  private static ScheduleSpec interval(Instant start, int seconds, Policy policy) {
    return new ScheduleSpec(
        new Rule.Interval(Duration.ofSeconds(seconds)),
        UTC,
        new Bounds(start, null, null),
        Daylight.USUAL,
        policy);
  }

  @Property(tries = 300, seed = "2")
  void misfires_are_settled_as_counting_says(
      @ForAll @IntRange(min = 1, max = 600) int seconds,
      @ForAll @IntRange(min = 0, max = 20_000) int outage,
      @ForAll Misfire misfire,
      @ForAll @IntRange(min = 1, max = 20) int limit) {
    var start = Specs.NEW_YEAR;
    var policy =
        new Policy(misfire, limit, Policy.Overlap.SKIP, Duration.ZERO, Policy.Anchor.FIXED, null);
    var now = start.plusSeconds(outage);
    var fresh = now.minusSeconds(60);
    var late = new ArrayList<Instant>();
    var onTime = new ArrayList<Instant>();
    var time = start.plusSeconds(seconds);
    for (; !time.isAfter(now); time = time.plusSeconds(seconds)) {
      (time.isBefore(fresh) ? late : onTime).add(time);
    }
    var fire = new ArrayList<Instant>();
    switch (misfire) {
      case SKIP -> {}
      case FIRE_ONCE -> {
        if (onTime.isEmpty() && !late.isEmpty()) {
          fire.add(late.getLast());
        }
      }
      case CATCH_UP -> fire.addAll(late.subList(Math.max(0, late.size() - limit), late.size()));
    }
    fire.addAll(onTime);
    var due =
        Firings.of(interval(start, seconds, policy))
            .due(new Progress(start, 1), now, Duration.ofMinutes(1));
    assertEquals(fire, due.fire());
    assertEquals(time, due.next().orElseThrow());
    assertEquals(Math.min(late.size(), 10_000), due.missed());
  }

  @Provide
  Arbitrary<String> steppingRules() {
    var freq = Arbitraries.of("DAILY", "HOURLY", "MINUTELY");
    var interval = Arbitraries.of("", ";INTERVAL=2", ";INTERVAL=7", ";INTERVAL=90");
    var by =
        Arbitraries.of(
            "",
            ";BYHOUR=9,17",
            ";BYMINUTE=0,30",
            ";BYHOUR=0,12;BYMINUTE=5,50;BYSECOND=0,30",
            ";BYDAY=MO,WE,FR",
            ";BYMONTHDAY=1,15,-1",
            ";BYMONTH=2,3;BYDAY=SU",
            ";BYDAY=TU;BYHOUR=8,9,10");
    var position = Arbitraries.of("", "", "", ";BYSETPOS=1", ";BYSETPOS=-1");
    return Combinators.combine(freq, interval, by, position)
        .as((f, i, b, p) -> "FREQ=" + f + i + b + p);
  }

  @Property(tries = 300, seed = "3")
  void stepping_agrees_with_the_library(
      @ForAll("steppingRules") String rule, @ForAll("instants") Instant start) throws Exception {
    Assume.that(!rule.contains("BYSETPOS") || rule.matches(".*BY(HOUR|MINUTE|SECOND).*"));
    var local = LocalDateTime.ofInstant(start, UTC);
    var expected = byLibrary(rule, local, 40);
    Assume.that(!expected.isEmpty());
    var times = new SteppingRecurrence(RecurrenceText.parts(rule), local);
    var actual = new ArrayList<LocalDateTime>();
    for (var time = times.after(local.minusNanos(1));
        time != null && actual.size() < expected.size();
        time = times.after(time)) {
      actual.add(time);
    }
    assertEquals(expected, actual, rule + " from " + local);
  }

  @Provide
  Arbitrary<String> calendarRules() {
    return Arbitraries.of(
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,FR;WKST=SU",
        "FREQ=MONTHLY;BYDAY=-1SU",
        "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1,53;BYDAY=MO",
        "FREQ=YEARLY;BYYEARDAY=1,100,-1");
  }

  @Property(tries = 200, seed = "4")
  void jumping_into_a_rule_finds_what_walking_finds(
      @ForAll("calendarRules") String rule,
      @ForAll("instants") Instant start,
      @ForAll @IntRange(min = 0, max = 59) int index)
      throws Exception {
    var local = LocalDateTime.ofInstant(start, UTC);
    var expected = byLibrary(rule, local, 61);
    var times = new CalendarRecurrence(rule, local);
    assertEquals(expected.get(index + 1), times.after(expected.get(index)));
    assertEquals(expected.get(index + 1), times.after(expected.get(index + 1).minusSeconds(1)));
    assertEquals(expected.getFirst(), times.after(local.minusNanos(1)));
  }

  private static List<LocalDateTime> byLibrary(String rule, LocalDateTime start, int count)
      throws Exception {
    var times = new ArrayList<LocalDateTime>();
    try {
      var iterator =
          new RecurrenceRule(rule, RecurrenceRule.RfcMode.RFC5545_STRICT)
              .iterator(
                  DateTime.parse(start.format(DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss"))));
      while (times.size() < count && iterator.hasNext()) {
        var time = iterator.nextDateTime();
        times.add(
            LocalDateTime.of(
                time.getYear(),
                time.getMonth() + 1,
                time.getDayOfMonth(),
                time.getHours(),
                time.getMinutes(),
                time.getSeconds()));
      }
    } catch (IllegalArgumentException tooManyEmptyPeriods) {
      return times;
    }
    return times;
  }
}
