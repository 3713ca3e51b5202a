package dev.errand.executor.standard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.testing.TaskTypeSchema;
import dev.errand.executor.testing.TestExecution;
import dev.errand.executor.testing.TestHttp;
import dev.errand.executor.testing.Upstream;
import dev.errand.executor.testing.Upstream.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ServiceLoader;
import java.util.UUID;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.component.VAlarm;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.component.VTimeZone;
import net.fortuna.ical4j.model.property.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarEventTest {

  private final CalendarEventExecutor executor = new CalendarEventExecutor();
  private final TaskTypeSchema schema = TaskTypeSchema.of(executor.taskType());

  @Test
  void is_handed_to_the_calendar_service_where_there_is_one() throws Exception {
    try (var service = new Upstream()) {
      var settings = new JsonObject().put("base_url", service.url() + "/");
      var config = config("2026-03-01T09:00").put("timezone", "UTC").put("location", "Sana'a");
      var execution = TestExecution.of(config).withSettings(settings).over(new TestHttp());
      service.on("/api/v1/events", Reply.of(503, "text/plain", "busy"));
      assertTrue(assertInstanceOf(Outcome.Failed.class, executor.run(execution)).retryable());
      service.on("/api/v1/events", Reply.of(201, "application/json", "{\"id\":\"e7\"}"));
      var made = assertInstanceOf(Outcome.Completed.class, executor.run(execution)).result();
      assertEquals(201, made.getJsonObject("calendar").getInteger("status"));
      var handed = new JsonObject(service.received().getLast().body());
      assertEquals("Sana'a", handed.getString("location"));
      for (var name : new String[] {"uid", "ics", "event_title"}) {
        assertEquals(made.getValue(name), handed.getValue(name));
      }
    }
  }

  @Test
  void is_found_by_the_service_loader_and_costs_a_fifth_of_a_credit() {
    assertTrue(
        ServiceLoader.load(Executor.class).stream()
            .anyMatch(found -> found.type() == CalendarEventExecutor.class));
    assertEquals(new BigDecimal("0.2"), executor.taskType().defaults().credits());
  }

  @ParameterizedTest
  @CsvSource({
    "2026-07-01T09:00, Europe/Amsterdam, 2026-07-01T07:00:00Z",
    "2026-01-15T09:00:30, Europe/Amsterdam, 2026-01-15T08:00:30Z",
    "2026-07-01T07:00:00Z, Europe/Amsterdam, 2026-07-01T07:00:00Z",
    "2026-07-01 09:00:00.5+02:00, America/New_York, 2026-07-01T07:00:00Z",
    "2026-03-01T09:00, Asia/Aden, 2026-03-01T06:00:00Z",
    "2026-03-01T09:00, Asia/Kathmandu, 2026-03-01T03:15:00Z",
    "2026-03-08T02:30, America/New_York, 2026-03-08T07:30:00Z",
    "2026-11-01T01:30, America/New_York, 2026-11-01T05:30:00Z",
    "2026-11-01T06:30:00Z, America/New_York, 2026-11-01T06:30:00Z",
    "2026-12-24T18:00, Australia/Lord_Howe, 2026-12-24T07:00:00Z",
    "2099-05-01T10:00:00Z, UTC, 2099-05-01T10:00:00Z",
    "2026-03-01T09:00, +03:00, 2026-03-01T06:00:00Z",
  })
  void parses_with_the_right_instant_in_the_right_zone(String time, String zone, Instant instant)
      throws Exception {
    var result = result(config(time).put("timezone", zone));
    var calendar = parsed(result);
    var begin = event(calendar).getDateTimeStart();
    var start = begin.getDate();
    if (start instanceof ZonedDateTime) {
      var rules = calendar.<VTimeZone>getComponent("VTIMEZONE").orElseThrow();
      assertEquals(zone, rules.getTimeZoneId().getValue());
      assertEquals(zone, begin.getRequiredParameter("TZID").getValue());
    }
    assertEquals(instant, Instant.from(start));
    assertEquals(
        instant,
        ZonedDateTime.parse(result.getString("starts_at"))
            .toInstant()
            .truncatedTo(ChronoUnit.SECONDS));
  }

  @Test
  void ends_when_it_is_told_or_after_its_duration_or_an_hour() throws Exception {
    var nine = config("2026-03-01T09:00");
    assertEquals(Instant.parse("2026-03-01T10:00:00Z"), end(nine));
    assertEquals(
        Instant.parse("2026-03-01T10:30:00Z"), end(nine.copy().put("duration_minutes", 90)));
    assertEquals(
        Instant.parse("2026-03-01T08:30:00Z"),
        end(
            nine.copy()
                .put("end_time", "2026-03-01T11:30+03:00")
                .put("event_time", "2026-03-01T08:00")));
    var moment = parsed(result(nine.copy().put("end_time", "2026-03-01T09:00")));
    assertTrue(event(moment).getProperty("DTEND").isEmpty());
  }

  @Test
  void an_event_over_a_change_of_the_clocks_ends_at_the_right_time() throws Exception {
    var config =
        config("2026-03-28T20:00")
            .put("end_time", "2026-03-29T08:00")
            .put("timezone", "Europe/Berlin");
    assertEquals(Instant.parse("2026-03-29T06:00:00Z"), end(config));
    assertEquals("2026-03-29T08:00:00+02:00", result(config).getString("ends_at"));
    assertTrue(parsed(result(config)).getComponent("VTIMEZONE").isEmpty(), "readers differ: UTC");
  }

  @Test
  void whole_days_have_no_zone_and_end_with_the_last() throws Exception {
    var config = config("2026-09-01").put("end_time", "2026-09-05").put("timezone", "Asia/Aden");
    var event = event(parsed(result(config)));
    assertEquals(LocalDate.of(2026, 9, 1), event.getDateTimeStart().getDate());
    assertEquals(LocalDate.of(2026, 9, 6), event.getDateTimeEnd().getDate());
    assertEquals("2026-09-05", result(config).getString("ends_at"));
    assertEquals("2026-09-01", result(config("2026-09-01")).getString("ends_at"));
  }

  @Test
  void texts_of_any_kind_come_out_as_they_went_in() throws Exception {
    var description =
        "سوق باب اليمن, in Sana'a; \\ and \"more\"\nsecond line 😀 ".repeat(20).strip();
    var config =
        config("2026-03-01T09:00")
            .put("description", description)
            .put("location", "A;B,C\\n")
            .put("event_title", "a\u0000b\r\nEND:VEVENT");
    var result = result(config);
    var event = event(parsed(result));
    assertEquals(description, event.getDescription().getValue());
    assertEquals("A;B,C\\n", event.getLocation().getValue());
    assertEquals("ab\nEND:VEVENT", event.getSummary().getValue());
    for (var line : result.getString("ics").split("\r\n", -1)) {
      assertTrue(line.getBytes(UTF_8).length <= 75, line);
    }
  }

  @Test
  void reminds_before_it() throws Exception {
    var config = config("2026-03-01T09:00").put("reminder_minutes_before", 90);
    VAlarm alarm = event(parsed(result(config))).getAlarms().getFirst();
    assertEquals(
        Duration.ofMinutes(-90), alarm.<Trigger>getRequiredProperty("TRIGGER").getDuration());
    assertTrue(event(parsed(result(config("2026-03-01")))).getAlarms().isEmpty());
  }

  @Test
  void is_valid_and_the_same_event_each_time() throws Exception {
    var calendar = parsed(result(config("2026-03-01T09:00").put("timezone", "Asia/Aden")));
    assertFalse(calendar.validate().hasErrors(), () -> calendar.validate().toString());
    var uid = new UUID(7, 1) + "@errand";
    assertEquals(uid, event(calendar).getUid().orElseThrow().getValue());
    assertEquals(TestExecution.NOW, event(calendar).getDateTimeStamp().getDate());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'event_time': '2026-02-30'} | must be a time such as",
        "{'event_time': '2026-01-01T25:00'} | must be a time such as",
        "{'timezone': 'Mars/Phobos'} | no time zone Mars/Phobos",
        "{'end_time': '2026-03-01T08:59'} | before event_time",
        "{'end_time': '2026-03-01'} | so must end_time",
        "{'end_time': '2028-03-01T09:00'} | more than a year",
        "{'event_time': '2026-03-01', 'duration_minutes': 5} | no duration_minutes",
        "{'event_time': '2026-03-01', 'end_time': '2026-03-02T08:00'} | no end_time with a time",
      })
  void what_cannot_be_is_refused_and_says_why(String members, String why) {
    var config = config("2026-03-01T09:00").mergeIn(new JsonObject(members.replace('\'', '"')));
    var failed = assertInstanceOf(Outcome.Failed.class, run(config));
    assertFalse(failed.retryable());
    assertTrue(failed.failure().message().contains(why), failed.failure().message());
  }

  @Test
  void examples_and_defaults_satisfy_the_schema() {
    schema.assertSound();
    assertTrue(schema.accepts(config("2026-03-01T09:00")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'event_title': ' '}",
        "{'event_title': null}",
        "{'event_time': 'tomorrow'}",
        "{'event_time': 5}",
        "{'event_time': null}",
        "{'duration_minutes': 0}",
        "{'duration_minutes': 5, 'end_time': '2026-03-01T10:00'}",
        "{'reminder_minutes_before': -1}",
        "{'timezone': ''}",
      })
  void refuses_configs_that_cannot_run(String members) {
    var merged = config("2026-03-01T09:00").mergeIn(new JsonObject(members.replace('\'', '"')));
    assertFalse(schema.accepts(merged));
  }

  private static JsonObject config(String time) {
    return new JsonObject().put("event_title", "Market").put("event_time", time);
  }

  private Outcome run(JsonObject config) {
    var defaults = executor.taskType().config().defaults().copy();
    try {
      return executor.run(TestExecution.of(defaults.mergeIn(config)));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private JsonObject result(JsonObject config) {
    var outcome = run(config);
    return assertInstanceOf(Outcome.Completed.class, outcome, outcome::toString).result();
  }

  private Instant end(JsonObject config) throws Exception {
    return Instant.from(event(parsed(result(config))).getDateTimeEnd().getDate());
  }

  private static Calendar parsed(JsonObject result) throws Exception {
    return new CalendarBuilder().build(new StringReader(result.getString("ics")));
  }

  private static VEvent event(Calendar calendar) {
    return calendar.<VEvent>getComponent("VEVENT").orElseThrow();
  }
}
