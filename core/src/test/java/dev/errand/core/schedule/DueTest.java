package dev.errand.core.schedule;

import static dev.errand.core.schedule.Specs.spec;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DueTest {

  private static final Duration GRACE = Duration.ofMinutes(1);
  private static final Instant LAST = Instant.parse("2026-01-01T10:00:00Z");

  private static Due due(String more, Instant last, String now) {
    return Firings.of(spec("{'cron':'0 * * * *'" + more + "}"))
        .due(new Progress(last, 1), Instant.parse(now), GRACE);
  }

  private static List<Instant> at(String... times) {
    return Arrays.stream(times).map(time -> Instant.parse("2026-01-01T" + time + ":00Z")).toList();
  }

  @Test
  void nothing_is_due_before_its_time() {
    assertEquals(
        new Due(List.of(), Optional.of(at("11:00").getFirst()), false, 0),
        due("", LAST, "2026-01-01T10:59:59Z"));
  }

  @Test
  void what_is_due_fires_whatever_happens_to_missed_ones() {
    for (var misfire : List.of("skip", "fire_once", "catch_up")) {
      assertEquals(
          new Due(at("11:00"), Optional.of(at("12:00").getFirst()), false, 0),
          due(",'misfire':'" + misfire + "'", LAST, "2026-01-01T11:00:30Z"));
    }
  }

  @Test
  void skip_leaves_out_what_was_missed() {
    assertEquals(
        new Due(List.of(), Optional.of(at("15:00").getFirst()), false, 4),
        due(",'misfire':'skip'", LAST, "2026-01-01T14:30:00Z"));
    assertEquals(at("14:00"), due(",'misfire':'skip'", LAST, "2026-01-01T14:00:30Z").fire());
  }

  @Test
  void fire_once_makes_one_stand_for_all() {
    assertEquals(
        new Due(at("14:00"), Optional.of(at("15:00").getFirst()), false, 4),
        due("", LAST, "2026-01-01T14:30:00Z"));
    var withOneOnTime = due("", LAST, "2026-01-01T14:00:30Z");
    assertEquals(at("14:00"), withOneOnTime.fire());
    assertEquals(3, withOneOnTime.missed());
  }

  @Test
  void catch_up_fires_the_latest_so_many_oldest_first() {
    assertEquals(
        new Due(at("12:00", "13:00", "14:00"), Optional.of(at("15:00").getFirst()), false, 4),
        due(",'misfire':'catch_up','catch_up_limit':3", LAST, "2026-01-01T14:30:00Z"));
    assertEquals(10, due(",'misfire':'catch_up'", LAST, "2026-01-03T14:30:00Z").fire().size());
  }

  @Test
  void a_long_outage_is_not_walked_through() {
    var firings =
        Firings.of(spec("{'cron':'* * * * * *','misfire':'catch_up','catch_up_limit':2}"));
    var due =
        firings.due(new Progress(LAST, 1), Instant.parse("2046-01-01T00:00:00Z"), Duration.ZERO);
    assertEquals(
        List.of(
            Instant.parse("2045-12-31T23:59:58Z"),
            Instant.parse("2045-12-31T23:59:59Z"),
            Instant.parse("2046-01-01T00:00:00Z")),
        due.fire());
    assertEquals(10_000, due.missed());
    assertEquals(Optional.of(Instant.parse("2046-01-01T00:00:01Z")), due.next());
  }

  @Test
  void a_schedule_ends_with_its_last_run() {
    var spec = spec("{'cron':'0 * * * *','max_runs':3,'misfire':'catch_up'}");
    var due =
        Firings.of(spec).due(new Progress(LAST, 1), Instant.parse("2026-01-01T14:30:00Z"), GRACE);
    assertEquals(new Due(at("11:00", "12:00"), Optional.empty(), true, 4), due);
    assertEquals(
        new Due(List.of(), Optional.empty(), true, 0),
        Firings.of(spec).due(new Progress(LAST, 3), Instant.parse("2026-01-01T14:30:00Z"), GRACE));
  }

  @Test
  void a_schedule_ends_with_its_end() {
    var due = due(",'end_at':'2026-01-01T11:30:00Z'", LAST, "2026-01-01T11:00:00Z");
    assertEquals(new Due(at("11:00"), Optional.empty(), true, 0), due);
  }

  @Test
  void once_fires_once_and_late_if_it_has_to() {
    var firings =
        Firings.of(spec("{'type':'once','at':'2025-12-31T00:00:00Z','misfire':'fire_once'}"));
    var due = firings.due(Progress.from(Specs.NEW_YEAR), Specs.NEW_YEAR, GRACE);
    assertEquals(List.of(Instant.parse("2025-12-31T00:00:00Z")), due.fire());
    assertTrue(due.ended());
    assertEquals(
        List.of(), firings.due(new Progress(Specs.NEW_YEAR, 1), Specs.NEW_YEAR, GRACE).fire());
  }

  @Test
  void once_that_lies_ahead_waits() {
    var firings = Firings.of(spec("{'type':'once','at':'2026-01-02T00:00:00Z'}"));
    var due = firings.due(Progress.from(Specs.NEW_YEAR), Specs.NEW_YEAR, GRACE);
    assertEquals(Optional.of(Instant.parse("2026-01-02T00:00:00Z")), due.next());
    assertFalse(due.ended());
  }

  @Test
  void from_completion_the_next_one_waits_for_the_completion() {
    var firings = Firings.of(spec("{'every':'PT1H','anchor':'from_completion'}"));
    var first = firings.due(Progress.from(Specs.NEW_YEAR), at("01:00").getFirst(), GRACE);
    assertEquals(new Due(at("01:00"), Optional.empty(), false, 0), first);
    var completed = new Progress(at("01:20").getFirst(), 1);
    assertEquals(
        new Due(List.of(), Optional.of(at("02:20").getFirst()), false, 0),
        firings.due(completed, at("02:00").getFirst(), GRACE));
    assertEquals(at("02:20"), firings.due(completed, at("02:20").getFirst(), GRACE).fire());
  }

  @Test
  void from_completion_a_missed_one_is_skipped_if_wanted() {
    var firings = Firings.of(spec("{'every':'PT1H','anchor':'from_completion','misfire':'skip'}"));
    var due = firings.due(new Progress(at("01:20").getFirst(), 1), at("05:00").getFirst(), GRACE);
    assertEquals(new Due(List.of(), Optional.of(at("06:00").getFirst()), false, 1), due);
  }
}
