package dev.errand.core.schedule;

import static dev.errand.core.schedule.Specs.local;
import static dev.errand.core.schedule.Specs.preview;
import static dev.errand.core.schedule.Specs.spec;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiringsTest {

  @Test
  void ends_before_the_years_that_rfc_3339_cannot_write() {
    var firings = Firings.of(spec("{'type':'monthly','day':31,'time':'23:59'}"));
    var late = Instant.parse("9998-12-01T00:00:00Z");
    assertEquals(1, firings.preview(82, late).size());
    assertEquals(Optional.empty(), firings.next(Instant.parse("9999-12-31T23:59:59Z")));
  }

  @Test
  void s2_09_weekdays_stay_at_nine_in_berlin_while_clocks_change() {
    assertEquals(
        List.of(
            "2026-03-25T09:00+01:00",
            "2026-03-26T09:00+01:00",
            "2026-03-27T09:00+01:00",
            "2026-03-30T09:00+02:00",
            "2026-03-31T09:00+02:00",
            "2026-04-01T09:00+02:00",
            "2026-04-02T09:00+02:00",
            "2026-04-03T09:00+02:00",
            "2026-04-06T09:00+02:00",
            "2026-04-07T09:00+02:00"),
        local(
            "{'type':'weekdays','time':'09:00','timezone':'Europe/Berlin'}",
            10,
            "2026-03-25T00:00:00Z"));
  }

  @Test
  void s3_04_eight_in_los_angeles_by_cron_under_each_of_its_names() {
    for (var name : List.of("cron", "cron_expression", "expression")) {
      var spec =
          spec("{'type':'cron','" + name + "':'0 8 * * *','timezone':'America/Los_Angeles'}");
      assertEquals(
          Optional.of(Instant.parse("2026-01-01T16:00:00Z")),
          Firings.of(spec).next(Instant.parse("2026-01-01T00:00:00Z")));
      assertEquals(
          Optional.of(Instant.parse("2026-07-01T15:00:00Z")),
          Firings.of(spec).next(Instant.parse("2026-07-01T00:00:00Z")));
    }
  }

  @Test
  void s3_05_daily_at_eight() {
    assertEquals(
        List.of(
            "2026-01-01T08:00Z",
            "2026-01-02T08:00Z",
            "2026-01-03T08:00Z",
            "2026-01-04T08:00Z",
            "2026-01-05T08:00Z"),
        local("{'type':'daily','time':'08:00'}", 5, "2026-01-01T00:00:00Z"));
  }

  @Test
  void s3_05_weekly_on_one_day() {
    assertEquals(
        List.of(
            "2026-01-06T08:00Z",
            "2026-01-13T08:00Z",
            "2026-01-20T08:00Z",
            "2026-01-27T08:00Z",
            "2026-02-03T08:00Z"),
        local(
            "{'type':'weekly','weekday':'tuesday','run_time':'08:00'}", 5, "2026-01-01T00:00:00Z"));
  }

  @Test
  void s3_05_monthly_on_the_31st_is_the_last_day_of_short_months() {
    assertEquals(
        List.of(
            "2026-01-31T00:00Z",
            "2026-02-28T00:00Z",
            "2026-03-31T00:00Z",
            "2026-04-30T00:00Z",
            "2026-05-31T00:00Z"),
        local("{'type':'monthly','day':31}", 5, "2026-01-01T00:00:00Z"));
    assertEquals(
        List.of("2028-02-29T07:30Z", "2028-03-31T07:30Z"),
        local("{'type':'monthly','day':-1,'time':'07:30'}", 2, "2028-02-01T00:00:00Z"));
  }

  @Test
  void s4_15_every_five_minutes_is_the_next_five_minute_mark() {
    assertEquals(
        Optional.of(Instant.parse("2026-01-01T10:20:00Z")),
        Firings.of(spec("{'cron':'*/5 * * * *'}")).next(Instant.parse("2026-01-01T10:17:31Z")));
    assertEquals(
        List.of("2026-01-06T00:00Z", "2026-01-06T00:05Z"),
        local("{'type':'cron','cron':'*/5 * * * tue'}", 2, "2026-01-01T00:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0         | SUN
          7         | SUN
          7-7       | SUN
          SUN-SUN   | SUN
          0-7       | MON TUE WED THU FRI SAT SUN
          5-7       | FRI SAT SUN
          FRI-SUN   | FRI SAT SUN
          SUN-TUE   | MON TUE SUN
          7-2       | MON TUE SUN
          */2       | TUE THU SAT SUN
          1-5/2     | MON WED FRI
          1/3       | MON THU SUN
          mon,7,3-4 | MON WED THU SUN
          """)
  void cron_s_week_begins_and_ends_with_sunday(String field, String days) {
    var week = preview("{'cron':'0 0 * * " + field + "'}", 7, "2026-01-05T00:00:00Z");
    assertEquals(
        days,
        week.stream()
            .filter(firing -> firing.local().isBefore(OffsetDateTime.parse("2026-01-12T00:00Z")))
            .map(firing -> firing.local().getDayOfWeek().name().substring(0, 3))
            .collect(Collectors.joining(" ")));
  }

  @Test
  void either_day_is_enough_for_cron_if_both_are_given() {
    assertEquals(
        List.of("2026-02-06T00:00Z", "2026-02-13T00:00Z", "2026-02-15T00:00Z"),
        local("{'cron':'0 0 15 * FRI'}", 3, "2026-02-01T00:00:00Z"));
  }

  @Test
  void an_interval_counts_from_its_start() {
    assertEquals(
        List.of("2026-01-01T00:10Z", "2026-01-01T01:40Z", "2026-01-01T03:10Z"),
        local(
            "{'type':'interval','every':'PT90M','start_at':'2026-01-01T00:10:00Z'}",
            3,
            "2025-12-31T00:00:00Z"));
  }

  @Test
  void an_interval_without_start_counts_from_its_creation() {
    var created = Instant.parse("2026-01-01T10:17:31.5Z");
    assertEquals(
        Optional.of(Instant.parse("2026-01-01T10:47:31Z")),
        Firings.of(spec("{'every':'PT30M'}", created)).first(created));
  }

  @Test
  void hourly_is_an_hour_apart_on_the_hour_of_standard_time() {
    assertEquals(
        List.of("2026-01-01T05:00+05:30", "2026-01-01T06:00+05:30"),
        local("{'type':'hourly','timezone':'Asia/Kolkata'}", 2, "2025-12-31T23:30:00Z"));
    assertEquals(
        List.of("2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00", "2026-10-25T03:00+01:00"),
        local("{'type':'hourly','timezone':'Europe/Berlin'}", 3, "2026-10-25T00:00:00Z"));
  }

  @Test
  void firings_lie_within_start_and_end_and_both_count() {
    assertEquals(
        List.of("2026-01-03T08:00Z", "2026-01-04T08:00Z"),
        local(
            "{'type':'daily','time':'08:00','start_at':'2026-01-03T08:00:00Z','end_at':'2026-01-04T08:00:00Z'}",
            9,
            "2026-01-01T00:00:00Z"));
  }

  @Test
  void a_preview_is_no_longer_than_max_runs() {
    assertEquals(2, preview("{'type':'daily','max_runs':2}", 9, "2026-01-01T00:00:00Z").size());
  }

  @Test
  void once_may_lie_in_the_past_and_is_then_its_first_firing() {
    var spec = spec("{'type':'once','at':'2025-12-31T00:00:00Z','misfire':'fire_once'}");
    assertEquals(
        Optional.of(Instant.parse("2025-12-31T00:00:00Z")), Firings.of(spec).first(Specs.NEW_YEAR));
    assertEquals(Optional.empty(), Firings.of(spec).next(Specs.NEW_YEAR));
  }

  @Test
  void from_completion_an_interval_begins_anew_and_times_of_day_go_on() {
    var completed = Instant.parse("2026-01-01T10:17:00Z");
    assertEquals(
        Optional.of(Instant.parse("2026-01-01T11:17:00Z")),
        Firings.of(spec("{'every':'PT1H','anchor':'from_completion'}")).afterCompletion(completed));
    assertEquals(
        Optional.of(Instant.parse("2026-01-02T08:00:00Z")),
        Firings.of(spec("{'type':'daily','time':'08:00','anchor':'from_completion'}"))
            .afterCompletion(completed));
    assertEquals(
        Optional.of(Instant.parse("2026-01-01T11:00:00Z")),
        Firings.of(spec("{'every':'PT1H'}")).afterCompletion(completed));
  }

  @Test
  void jitter_is_stable_within_its_limit_and_spreads_schedules() {
    var firings = Firings.of(spec("{'type':'daily','jitter':'PT10M'}"));
    var times =
        LongStream.range(0, 1000)
            .mapToObj(i -> new UUID(0x0190_0000_0000_7000L, i))
            .map(firings::jitter)
            .toList();
    assertTrue(times.stream().allMatch(t -> !t.isNegative() && t.toMinutes() <= 10));
    assertTrue(times.stream().distinct().count() > 900);
    var id = new UUID(1, 2);
    var logical = Specs.NEW_YEAR;
    assertEquals(firings.runAt(logical, id), firings.runAt(logical, id));
    assertNotEquals(firings.jitter(new UUID(1, 3)), firings.jitter(id));
    assertEquals(Duration.ZERO, Firings.of(spec("{'type':'daily'}")).jitter(id));
  }

  @Test
  void names_the_edition_of_the_time_zone_database() {
    assertTrue(Firings.timeZoneEdition().matches("20\\d\\d[a-z]+"));
  }
}
