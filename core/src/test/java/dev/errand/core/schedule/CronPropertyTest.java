package dev.errand.core.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Cron against a walk over every minute of five years. */
class CronPropertyTest {

  private static final int DAYS = 5 * 365;

  /** A field as it is written, and the numbers that it stands for. */
  record Field(String text, BitSet numbers) {

    boolean has(int number) {
      return numbers.get(number);
    }

    boolean isStar() {
      return text.equals("*");
    }
  }

  record Expression(List<Field> fields) {

    String text() {
      return fields.stream().map(Field::text).collect(Collectors.joining(" "));
    }

    Predicate<LocalDateTime> fits() {
      var dayOfMonth = fields.get(2);
      var dayOfWeek = fields.get(4);
      boolean either = !dayOfMonth.isStar() && !dayOfWeek.isStar();
      return time -> {
        if (!fields.get(0).has(time.getMinute())
            || !fields.get(1).has(time.getHour())
            || !fields.get(3).has(time.getMonthValue())) {
          return false;
        }
        boolean byMonth = dayOfMonth.has(time.getDayOfMonth());
        int weekday = time.getDayOfWeek().getValue();
        boolean byWeek = dayOfWeek.has(weekday) || (weekday == 7 && dayOfWeek.has(0));
        return either ? byMonth || byWeek : byMonth && byWeek;
      };
    }
  }

  private static BitSet numbers(IntStream numbers) {
    return numbers.collect(BitSet::new, BitSet::set, BitSet::or);
  }

  private static BitSet range(int from, int to, int step) {
    return numbers(IntStream.rangeClosed(from, to).filter(i -> (i - from) % step == 0));
  }

  private static Arbitrary<Field> star(int from, int to) {
    return Arbitraries.just(new Field("*", range(from, to, 1)));
  }

  private static Arbitrary<Field> list(int from, int to) {
    return Arbitraries.integers()
        .between(from, to)
        .set()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(
            set ->
                new Field(
                    set.stream().map(String::valueOf).collect(Collectors.joining(",")),
                    numbers(set.stream().mapToInt(i -> i))));
  }

  private static Arbitrary<Field> span(int from, int to) {
    return Combinators.combine(
            Arbitraries.integers().between(from, to), Arbitraries.integers().between(from, to))
        .as(
            (a, b) ->
                new Field(
                    Math.min(a, b) + "-" + Math.max(a, b),
                    range(Math.min(a, b), Math.max(a, b), 1)));
  }

  private static Arbitrary<Field> step(int from, int to) {
    return Arbitraries.integers()
        .between(2, to)
        .map(step -> new Field("*/" + step, range(from, to, step)));
  }

  /** Minute and hour of a time of day, more often at night. */
  private static Arbitrary<Field> fixed(int to) {
    return Arbitraries.oneOf(list(0, Math.min(to, 29)), list(0, Math.min(to, 4)), span(0, to));
  }

  private static Arbitrary<Expression> expressions(Arbitrary<Field> minute, Arbitrary<Field> hour) {
    return Combinators.combine(
            minute,
            hour,
            Arbitraries.oneOf(star(1, 31), star(1, 31), list(1, 31), span(1, 31), step(1, 31)),
            Arbitraries.oneOf(star(1, 12), star(1, 12), list(1, 12)),
            Arbitraries.oneOf(star(0, 7), star(0, 7), list(0, 7), span(0, 7), step(0, 7)))
        .as((m, h, dom, month, dow) -> new Expression(List.of(m, h, dom, month, dow)));
  }

  @Provide
  Arbitrary<Expression> timesOfDay() {
    return expressions(fixed(59), fixed(23));
  }

  @Provide
  Arbitrary<Expression> elapsed() {
    return Arbitraries.oneOf(
        expressions(Arbitraries.oneOf(star(0, 59), step(0, 59)), fixed(23)),
        expressions(fixed(59), Arbitraries.oneOf(star(0, 23), step(0, 23))));
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return Schedules.zones();
  }

  @Provide
  Arbitrary<Instant> instants() {
    return Schedules.instants();
  }

  @Provide
  Arbitrary<Daylight> daylights() {
    return Schedules.daylights();
  }

  @Property(tries = 40, seed = "1")
  void times_of_day_fire_as_the_walk_says(
      @ForAll("timesOfDay") Expression expression,
      @ForAll("zones") ZoneId zone,
      @ForAll("daylights") Daylight daylight,
      @ForAll("instants") Instant from) {
    var spec = Schedules.spec(new Rule.Cron(expression.text()), zone, daylight);
    check(spec, Reference.ofLocalMinutes(expression.fits(), spec, from, DAYS), from);
  }

  @Property(tries = 40, seed = "2")
  void stars_and_steps_fire_as_the_walk_says(
      @ForAll("elapsed") Expression expression,
      @ForAll("zones") ZoneId zone,
      @ForAll("instants") Instant from) {
    var spec = Schedules.spec(new Rule.Cron(expression.text()), zone, Daylight.USUAL);
    check(spec, Reference.ofElapsedMinutes(expression.fits(), zone, from, 500), from);
  }

  /** The first thousand, and after a jump to the middle some more. */
  private static void check(ScheduleSpec spec, SortedSet<Instant> expected, Instant from) {
    var all = List.copyOf(expected);
    var firings = Firings.of(spec);
    int most = Math.min(all.size(), 1000);
    var actual = firings.preview(most, from);
    for (int i = 0; i < most; i++) {
      // One by one, as a thousand instants are no message.
      assertEquals(all.get(i), actual.get(i).at(), spec::toString);
    }
    for (int i = all.size() / 2; i < Math.min(all.size() / 2 + 20, all.size() - 1); i++) {
      assertEquals(all.get(i + 1), firings.next(all.get(i)).orElseThrow());
    }
  }
}
