package dev.errand.core.schedule;

import static dev.errand.core.schedule.Specs.NEW_YEAR;
import static dev.errand.core.schedule.Specs.json;
import static dev.errand.core.schedule.Specs.spec;
import static dev.errand.core.schedule.Specs.violations;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.problem.Violation;
import dev.errand.core.schedule.ScheduleSpec.Defaults;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecReaderTest {

  private static final String START = ",'start_at':'2026-01-01T00:00:00Z'";

  private static void assertWrong(String text, String member, String type, String part) {
    var found = violations(text);
    assertEquals(1, found.size(), () -> text + " " + found);
    var only = found.getFirst();
    assertEquals(List.of("body", "schedule", member), only.loc(), text);
    assertEquals(type, only.type(), () -> text + " " + only);
    assertTrue(only.msg().contains(part), () -> text + " says: " + only.msg());
  }

  @Test
  void the_canonical_form_says_all_that_holds() {
    assertEquals(
        json(
            "{'type':'weekly','weekdays':['mon','wed','sun'],'time':'08:00','timezone':'UTC',"
                + "'dst_gap':'shift_forward','dst_overlap':'first','misfire':'fire_once',"
                + "'overlap':'skip','anchor':'fixed'}"),
        spec("{'type':'weekly','weekdays':[0,'WEDNESDAY',7,'Mon'],'run_time':'08:00'}").toJson());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'once','at':'2026-05-01T10:00:00+02:00'}",
        "{'type':'interval','every':'P2W','max_runs':3,'jitter':'PT5M','anchor':'from_completion'}",
        "{'type':'hourly','misfire':'catch_up','catch_up_limit':5,'overlap':'cancel_other'}",
        "{'type':'daily','time':'23:59:30','timezone':'Asia/Aden','mode':'create_task'}",
        "{'type':'weekdays','time':'09:00','dst_gap':'skip','dst_overlap':'both'}",
        "{'type':'monthly','day':-1,'end_at':'2030-01-01T00:00:00Z'}",
        "{'type':'cron','expression':'  0  8 * jan MON-FRI '}",
        "{'rrule':'RRULE:FREQ=DAILY;UNTIL=20270101T000000Z\\nEXDATE:20260103T100000Z,20260104T000000\\nEXDATE;VALUE=DATE:20260105','timezone':'Europe/Berlin'}"
      })
  void the_canonical_form_reads_as_the_same_schedule(String text) {
    var spec = spec(text);
    assertEquals(spec, ScheduleSpec.stored(new JsonObject(spec.toJson().encode())));
    assertEquals(spec, spec(spec.toJson().encode()));
  }

  @Test
  void what_was_stored_reads_though_it_has_ended() {
    var spec = spec("{'type':'daily','end_at':'2026-02-01T00:00:00Z'}");
    var later =
        ScheduleSpec.read(spec.toJson(), List.of(), Defaults.at(NEW_YEAR.plusSeconds(99_999_999)));
    assertEquals("never_fires", later.violations().getFirst().type());
    assertEquals(spec, ScheduleSpec.stored(spec.toJson()));
    assertThrows(
        IllegalArgumentException.class,
        () -> ScheduleSpec.stored(new JsonObject().put("type", "x")));
  }

  @Test
  void a_bare_word_takes_time_and_day_from_the_first_time() {
    var zone = ZoneId.of("Europe/Berlin");
    var defaults = new Defaults(NEW_YEAR, zone, LocalDateTime.parse("2026-01-31T09:15:00"));
    for (var expected :
        List.of(
            "{'type':'daily','time':'09:15'}",
            "{'type':'weekly','weekdays':['sat'],'time':'09:15'}",
            "{'type':'weekdays','time':'09:15'}",
            "{'type':'monthly','day':31,'time':'09:15'}")) {
      var word = json(expected).getString("type");
      var spec = ScheduleSpec.read(word, List.of(), defaults).spec();
      assertNotNull(spec);
      assertEquals(
          spec(expected.replace("{", "{'timezone':'Europe/Berlin',")).toJson(), spec.toJson());
    }
  }

  @Test
  void never_is_no_schedule_and_no_mistake() {
    var reading = ScheduleSpec.read("never", List.of(), Defaults.at(NEW_YEAR));
    assertNull(reading.spec());
    assertEquals(List.of(), reading.violations());
  }

  @Test
  void any_other_word_is_refused() {
    assertEquals(
        List.of(
            new Violation(
                List.of("body", "repeat_interval"),
                "must be an object with a type, or one of never, daily, weekly, weekdays, monthly",
                "type")),
        ScheduleSpec.read("foo", List.of("body", "repeat_interval"), Defaults.at(NEW_YEAR))
            .violations());
  }

  @Test
  void the_type_is_told_by_what_only_it_takes() {
    assertEquals("cron", spec("{'cron':'@daily'}").rule().type());
    assertEquals("rrule", spec("{'rrule':'FREQ=DAILY'}").rule().type());
    assertEquals("interval", spec("{'every':'PT1H'}").rule().type());
  }

  @Test
  void intervals_and_recurrences_are_given_a_start() {
    assertEquals("2026-01-01T00:00:00Z", spec("{'every':'PT1H'}").toJson().getString("start_at"));
    assertEquals(
        "2026-01-01T00:00:00Z", spec("{'rrule':'FREQ=DAILY'}").toJson().getString("start_at"));
    assertNull(spec("{'type':'daily'}").toJson().getString("start_at"));
  }

  @Test
  void s3_04_an_impossible_minute_is_refused_by_name() {
    assertWrong(
        "{'type':'cron','cron':'61 * * * *'}",
        "cron",
        "cron",
        "the field for the minute, `61`, must be 0 to 59");
    assertWrong(
        "{'type':'cron','expression':'61 * * * *'}", "expression", "cron", "must be 0 to 59");
  }

  @Test
  void s3_04_an_unknown_type_is_refused_with_the_known_ones() {
    assertWrong(
        "{'type':'foo'}",
        "type",
        "enum",
        "must be one of once, interval, hourly, daily, weekdays, weekly, monthly, cron, rrule");
    assertWrong("{}", "type", "missing", "is required: one of once");
    assertWrong("{'type':7}", "type", "type", "must be a string");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          * * * *        | must have five fields
          * * * * * * *  | must have five fields
          @reboot        | use one of @yearly
          0 24 * * *     | the hour, `24`, must be 0 to 23
          0 0 32 * *     | the day of month, `32`, must be 1 to 31
          0 0 * 13 *     | the month, `13`, must be 1 to 12
          0 0 * * 8      | the day of week, `8`, must be 0 to 7
          0 0 * * FOO    | the day of week, `FOO`
          */0 * * * *    | the minute, `*/0`
          0 22-2 * * *   | rising ranges
          99 0 0 * * *   | the second, `99`
          0 0 , * *      | the day of month, `,`
          """)
  void cron_is_refused_with_the_field_and_what_is_right(String expression, String part) {
    assertWrong("{'type':'cron','cron':'" + expression + "'}", "cron", "cron", part);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 8 * * MON-FRI", "*/5 * * * tue", "0 0 L * *", "0 0 1 JAN,jul *", "@daily", "@HOURLY",
        "30 0 8 * * *", "0 0 29 2 *", "0 0 31W 1 *", "0 0 * * 5L", "0 0 * * 0-7", "0 0 ? * 1#1"
      })
  void cron_takes(String expression) {
    assertEquals(expression, spec("{'cron':'" + expression + "'}").toJson().getString("cron"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'cron':'0 0 30 2 *'}                                   | cron
          {'cron':'0 0 31 4,6 *'}                                 | cron
          {'rrule':'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'}         | rrule
          {'rrule':'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'}          | rrule
          {'rrule':'FREQ=DAILY;UNTIL=20251231T000000Z'}           | rrule
          {'rrule':'FREQ=SECONDLY;INTERVAL=2;BYSECOND=31'}        | rrule
          {'rrule':'FREQ=MINUTELY;INTERVAL=2;BYMINUTE=31;BYMONTH=2'} | rrule
          {'rrule':'FREQ=HOURLY;INTERVAL=24;BYHOUR=5'}            | rrule
          {'rrule':'FREQ=DAILY;BYSECOND=60'}                      | rrule
          {'type':'weekly','weekday':'mon','end_at':'2026-01-02T00:00:00Z'} | end_at
          {'type':'once','at':'2025-01-01T00:00:00Z','misfire':'skip'} | at
          """)
  void what_never_fires_is_refused(String text, String member) {
    assertWrong(text, member, "never_fires", "never fires");
  }

  @Test
  void a_time_that_has_passed_is_refused_unless_misfire_says_what_then() {
    assertWrong("{'type':'once','at':'2025-12-31T23:58:00Z'}", "at", "past", "misfire fire_once");
    spec("{'type':'once','at':'2025-12-31T23:58:00Z','misfire':'fire_once'}");
    spec("{'type':'once','at':'2025-12-31T23:59:30Z'}");
  }

  @Test
  void a_rule_all_of_whose_times_are_excepted_never_fires() {
    assertWrong(
        "{'rrule':'FREQ=DAILY;COUNT=2\\nEXDATE:20260101T000000\\nEXDATE;VALUE=DATE:20260102'"
            + START
            + "}",
        "rrule",
        "never_fires",
        "never fires");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FREQ=FOO                          | must be a rule of RFC 5545
          BYDAY=MO                          | FREQ part is missing
          FREQ=DAILY;BYHOUR=25              | out of range
          FREQ=DAILY;COUNT=2;UNTIL=20270101T000000 | must not occur in the same rule
          FREQ=DAILY;COUNT=10001            | COUNT must be at most 10000
          FREQ=YEARLY;INTERVAL=101          | INTERVAL must be at most 100 with FREQ=YEARLY, which is 100 years
          FREQ=DAILY;INTERVAL=2147483647    | INTERVAL must be at most 36500
          FREQ=YEARLY;BYYEARDAY=-366;BYDAY=SA | cannot be combined with BYDAY
          FREQ=DAILY;BYDAY=1MO              | must be a rule of RFC 5545
          FREQ=DAILY;UNTIL=20261301         | must be a day such as 20260131
          FREQ=DAILY\\nEXDATE:x             | must be a day such as 20260131
          FREQ=DAILY\\nEXDATE;TZID=Mars/A:20260101T000000 | TZID must be a zone
          FREQ=DAILY\\nRRULE:FREQ=WEEKLY    | exactly one rule
          FREQ=DAILY\\nRDATE:20260101T000000 | takes a rule and lines of EXDATE
          DTSTART:20260101T000000\\nRRULE:FREQ=DAILY | the start is given by start_at
          EXDATE:20260101T000000            | exactly one rule
          """)
  void rrule_is_refused_with_what_is_right(String rule, String part) {
    assertWrong("{'type':'rrule','rrule':'" + rule + "'" + START + "}", "rrule", "rrule", part);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'type':'daily','time':'8:00'}                   | time       | format  | such as 08:00
          {'type':'daily','run_time':'24:00'}              | run_time   | format  | such as 08:00
          {'type':'daily','time':8}                        | time       | type    | must be a string
          {'type':'daily','timezone':'Mars/Olympus'}       | timezone   | timezone | such as Europe/Berlin
          {'type':'daily','timezone':'europe/berlin'}      | timezone   | timezone | did you mean Europe/Berlin?
          {'type':'daily','timezone':'+02:00'}             | timezone   | timezone | IANA
          {'type':'daily','every':'PT1H'}                  | every      | additionalProperties | takes type, timezone, start_at, end_at, max_runs, time, dst_gap
          {'type':'daily','foo':1}                         | foo        | additionalProperties | is not taken by a schedule of type daily
          {'type':'hourly','dst_gap':'skip'}               | dst_gap    | additionalProperties | is not taken by a schedule of type hourly
          {'type':'once','at':'2026-01-02T00:00:00Z','max_runs':1} | max_runs | additionalProperties | which takes type, timezone, at, misfire
          {'type':'once'}                                  | at         | missing | is required: a time
          {'type':'once','at':'tomorrow'}                  | at         | format  | RFC 3339
          {'type':'once','at':'1969-01-02T00:00:00Z'}      | at         | range   | 1970
          {'type':'interval'}                              | every      | missing | such as PT15M
          {'type':'interval','every':'PT0.5S'}             | every      | range   | whole seconds between PT1S and
          {'type':'interval','every':'PT1.5S'}             | every      | range   | whole seconds
          {'type':'interval','every':'P1M'}                | every      | format  | months and years have no fixed length
          {'type':'interval','every':'P99999999D'}         | every      | range   | between PT1S
          {'type':'weekly','time':'08:00'}                 | weekdays   | missing | or weekday
          {'type':'weekly','weekday':'x'}                  | weekday    | enum    | `x` must be mon
          {'type':'weekly','weekdays':['mon',8]}           | weekdays   | enum    | `8` must be mon
          {'type':'weekly','weekdays':[]}                  | weekdays   | minItems | at least one day
          {'type':'monthly'}                               | day        | missing | 1 to 31
          {'type':'monthly','day':32}                      | day        | range   | between -1 and 31
          {'type':'monthly','day':0}                       | day        | range   | -1 for the last day
          {'type':'monthly','day':1.5}                     | day        | type    | must be an integer
          {'type':'cron'}                                  | cron       | missing | is required
          {'type':'rrule'}                                 | rrule      | missing | is required
          {'type':'daily','max_runs':0}                    | max_runs   | range   | between 1
          {'type':'daily','jitter':'P2D'}                  | jitter     | range   | PT24H
          {'type':'daily','misfire':'x'}                   | misfire    | enum    | skip, fire_once, catch_up
          {'type':'daily','overlap':'x'}                   | overlap    | enum    | skip, queue, cancel_other, allow
          {'type':'daily','anchor':'x'}                    | anchor     | enum    | fixed, from_completion
          {'type':'daily','dst_gap':'x'}                   | dst_gap    | enum    | skip, shift_forward
          {'type':'daily','dst_overlap':'x'}               | dst_overlap | enum   | first, second, both
          {'type':'daily','mode':'x'}                      | mode       | enum    | run_task, create_task
          {'type':'daily','catch_up_limit':5}              | catch_up_limit | additionalProperties | misfire catch_up
          {'type':'daily','misfire':'catch_up','catch_up_limit':0} | catch_up_limit | range | between 1 and 1000
          {'type':'daily','time':'08:00','run_time':'09:00'} | run_time | alias   | contradicts time
          {'cron':'@daily','expression':'@weekly'}         | expression | alias   | contradicts cron
          {'type':'weekly','weekdays':['mon'],'weekday':'tue'} | weekday | alias  | contradicts weekdays
          {'type':'daily','start_at':'2026-02-01T00:00:00Z','end_at':'2026-01-31T00:00:00Z'} | end_at | range | must not be before start_at
          {'every':'PT1H','end_at':'2025-01-31T00:00:00Z'} | end_at     | range   | must not be before the start
          """)
  void what_is_wrong_is_said_with_what_is_right(
      String text, String member, String type, String part) {
    assertWrong(text, member, type, part);
  }

  @Test
  void aliases_that_agree_are_taken() {
    assertEquals(
        spec("{'type':'weekly','weekdays':['mon'],'time':'08:00'}"),
        spec(
            "{'type':'weekly','weekdays':['mon'],'weekday':'mon','time':'08:00','run_time':'08:00'}"));
  }

  @Test
  void everything_wrong_is_found_at_once() {
    var found =
        violations(
            "{'type':'monthly','day':77,'time':'x','timezone':'x','jitter':'x','foo':1,'max_runs':'x'}");
    assertEquals(
        new JsonArray(List.of("timezone", "max_runs", "time", "day", "jitter", "foo")),
        new JsonArray(found.stream().map(violation -> violation.loc().getLast()).toList()));
  }
}
