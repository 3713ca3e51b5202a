package dev.errand.core.schedule;

import static dev.errand.core.schedule.Specs.local;
import static dev.errand.core.schedule.Specs.preview;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Berlin goes from 02:00 to 03:00 on 29 March 2026 and from 03:00 to 02:00 on 25 October. */
class DaylightTest {

  private static final String SPRING = "2026-03-28T12:00:00Z";
  private static final String AUTUMN = "2026-10-24T12:00:00Z";

  private static String daily(String more) {
    return "{'type':'daily','time':'02:30','timezone':'Europe/Berlin'" + more + "}";
  }

  @Test
  void a_time_in_a_gap_moves_to_the_first_instant_after_it() {
    var firings = preview(daily(""), 2, SPRING);
    assertEquals("2026-03-29T03:00+02:00", firings.get(0).local().toString());
    assertEquals(
        "02:30 does not exist on 2026-03-29 in Europe/Berlin, where clocks go forward from 02:00 to"
            + " 03:00: moved to 03:00, the first time after",
        firings.get(0).note());
    assertEquals("2026-03-30T02:30+02:00", firings.get(1).local().toString());
    assertNull(firings.get(1).note());
  }

  @Test
  void a_time_in_a_gap_is_skipped_if_wanted_and_the_next_one_says_so() {
    var firings = preview(daily(",'dst_gap':'skip'"), 2, SPRING);
    assertEquals("2026-03-30T02:30+02:00", firings.get(0).local().toString());
    assertEquals(
        "02:30 does not exist on 2026-03-29 in Europe/Berlin, where clocks go forward from 02:00 to"
            + " 03:00: skipped",
        firings.get(0).note());
    assertNull(firings.get(1).note());
  }

  @Test
  void a_time_that_happens_twice_fires_at_the_first() {
    var firings = preview(daily(""), 2, AUTUMN);
    assertEquals("2026-10-25T02:30+02:00", firings.get(0).local().toString());
    assertEquals(
        "02:30 happens twice on 2026-10-25 in Europe/Berlin, where clocks go back: this is the"
            + " first, the second is left out",
        firings.get(0).note());
    assertEquals("2026-10-26T02:30+01:00", firings.get(1).local().toString());
  }

  @Test
  void or_at_the_second() {
    var firings = preview(daily(",'dst_overlap':'second'"), 2, AUTUMN);
    assertEquals("2026-10-25T02:30+01:00", firings.get(0).local().toString());
    assertEquals(
        "02:30 happens twice on 2026-10-25 in Europe/Berlin, where clocks go back: this is the"
            + " second, the first is left out",
        firings.get(0).note());
    assertEquals("2026-10-26T02:30+01:00", firings.get(1).local().toString());
  }

  @Test
  void or_at_both() {
    assertEquals(
        List.of("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", "2026-10-26T02:30+01:00"),
        local(daily(",'dst_overlap':'both'"), 3, AUTUMN));
  }

  @Test
  void cron_with_fixed_minute_and_hour_is_a_time_of_day() {
    assertEquals(
        List.of("2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00"),
        local("{'cron':'30 2 * * *','timezone':'Europe/Berlin'}", 2, SPRING));
    assertEquals(
        List.of("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),
        local("{'cron':'30 2 * * *','timezone':'Europe/Berlin'}", 2, AUTUMN));
  }

  @Test
  void times_that_fall_together_after_a_gap_fire_once() {
    assertEquals(
        List.of("2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00", "2026-03-30T03:00+02:00"),
        local("{'cron':'0 2,3 * * *','timezone':'Europe/Berlin'}", 3, "2026-03-29T00:30:00Z"));
  }

  @Test
  void cron_with_a_star_or_step_in_minute_or_hour_follows_elapsed_time() {
    assertEquals(
        List.of("2026-03-29T01:30+01:00", "2026-03-29T03:00+02:00", "2026-03-29T03:30+02:00"),
        local("{'cron':'*/30 * * * *','timezone':'Europe/Berlin'}", 3, "2026-03-29T00:30:00Z"));
    assertEquals(
        List.of(
            "2026-10-25T02:30+02:00",
            "2026-10-25T02:00+01:00",
            "2026-10-25T02:30+01:00",
            "2026-10-25T03:00+01:00"),
        local("{'cron':'*/30 * * * *','timezone':'Europe/Berlin'}", 4, "2026-10-25T00:30:00Z"));
    assertEquals(
        List.of("2026-10-25T02:15+02:00", "2026-10-25T02:15+01:00"),
        local("{'cron':'15 */2 * * *','timezone':'Europe/Berlin'}", 2, "2026-10-25T00:00:00Z"));
    assertEquals(
        List.of("2026-03-29T00:15+01:00", "2026-03-29T04:15+02:00"),
        local("{'cron':'15 */2 * * *','timezone':'Europe/Berlin'}", 2, "2026-03-28T23:00:00Z"));
  }

  @Test
  void what_follows_elapsed_time_has_no_notes() {
    assertEquals(
        "",
        preview("{'cron':'*/10 * * * *','timezone':'Europe/Berlin'}", 30, "2026-10-25T00:00:00Z")
            .stream()
            .map(firing -> String.valueOf(firing.note()))
            .filter(note -> !note.equals("null"))
            .collect(Collectors.joining()));
  }

  @Test
  void intervals_do_not_know_clocks() {
    assertEquals(
        List.of("2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00"),
        local(
            "{'every':'PT1H','start_at':'2026-03-29T00:30:00Z','timezone':'Europe/Berlin'}",
            2,
            "2026-03-29T00:00:00Z"));
  }

  @Test
  void recurrence_rules_skip_times_that_do_not_exist_and_do_not_count_them() {
    assertEquals(
        List.of("2026-03-28T02:30+01:00", "2026-03-30T02:30+02:00", "2026-03-31T02:30+02:00"),
        local(
            "{'rrule':'FREQ=DAILY;COUNT=3','start_at':'2026-03-28T01:30:00Z','timezone':'Europe/Berlin'}",
            9,
            "2026-03-01T00:00:00Z"));
    assertEquals(
        List.of("2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00"),
        local(
            "{'rrule':'FREQ=DAILY;COUNT=3','start_at':'2026-03-28T01:30:00Z','timezone':'Europe/Berlin','dst_gap':'shift_forward'}",
            9,
            "2026-03-01T00:00:00Z"));
  }

  @Test
  void a_whole_day_may_be_missing() {
    assertEquals(
        List.of("2011-12-29T09:00-10:00", "2011-12-31T00:00+14:00", "2011-12-31T09:00+14:00"),
        local(
            "{'type':'daily','time':'09:00','timezone':'Pacific/Apia'}",
            3,
            "2011-12-29T12:00:00Z"));
  }
}
