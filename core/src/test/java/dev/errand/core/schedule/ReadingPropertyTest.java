package dev.errand.core.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.errand.core.schedule.ScheduleSpec.Defaults;
import io.vertx.core.json.JsonObject;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a caller sends is either a schedule that fires or is refused, and soon. */
class ReadingPropertyTest {

  @Provide
  Arbitrary<String> rules() {
    var freq =
        Arbitraries.of("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY");
    var part =
        Arbitraries.of(
            "INTERVAL=2147483647",
            "INTERVAL=99999999999",
            "INTERVAL=7",
            "INTERVAL=100",
            "COUNT=10000",
            "COUNT=3",
            "COUNT=-1",
            "UNTIL=20260601T000000Z",
            "UNTIL=99991231",
            "BYSECOND=0,59,60",
            "BYMINUTE=59",
            "BYHOUR=23,0",
            "BYDAY=1MO,-1SU",
            "BYDAY=SA",
            "BYDAY=,",
            "BYMONTHDAY=31,-31",
            "BYYEARDAY=366,-366",
            "BYWEEKNO=53",
            "BYMONTH=2",
            "BYMONTH=13",
            "BYSETPOS=-366",
            "BYSETPOS=1",
            "WKST=SU",
            "X=1",
            "=",
            "");
    return Combinators.combine(freq, part.list().ofMaxSize(4))
        .as((f, parts) -> "FREQ=" + f + parts.stream().reduce("", (a, b) -> a + ";" + b));
  }

  @Provide
  Arbitrary<String> expressions() {
    var field =
        Arbitraries.of(
            "*",
            "*",
            "0",
            "59",
            "1-5",
            "*/2",
            "5/3",
            "L",
            "LW",
            "15W",
            "5L",
            "MON#1",
            "MON-FRI",
            "SUN-SUN",
            "7-1",
            "0-7/9",
            "31",
            "2",
            "?",
            "-",
            ",",
            "x",
            "1/0",
            "99999999999",
            "0L",
            "7#5",
            "*/99999999999",
            "a-b");
    return field.list().ofMinSize(4).ofMaxSize(7).map(fields -> String.join(" ", fields));
  }

  @Property(tries = 300, seed = "1")
  void recurrence_rules(@ForAll("rules") String rule) {
    for (var start : List.of("2026-01-31T23:30:00Z", "9997-12-31T23:30:00Z")) {
      check(new JsonObject().put("rrule", rule).put("start_at", start));
    }
  }

  @Property(tries = 2_000, seed = "2")
  void cron_expressions(@ForAll("expressions") String expression) {
    check(new JsonObject().put("cron", expression));
  }

  private static void check(JsonObject json) {
    json.put("timezone", "America/Havana");
    var reading = ScheduleSpec.read(json, Specs.LOC, Defaults.at(Specs.NEW_YEAR));
    assertEquals(reading.spec() == null, !reading.violations().isEmpty());
    if (reading.spec() != null) {
      assertFalse(Firings.of(reading.spec()).preview(3, Specs.NEW_YEAR).isEmpty());
      assertEquals(reading.spec(), ScheduleSpec.stored(reading.spec().toJson()));
    }
  }
}
