package dev.errand.core.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 5545, section 3.8.5.3, all of which start in New York. */
class RecurrenceTest {

  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final String NINE = "19970902T090000";

  /** As local times {@code 19970902T0900}. */
  private static List<String> firings(String start, String rule, int count) {
    var at = LocalDateTime.parse(start, DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss"));
    var json =
        "{'rrule':'%s','timezone':'%s','start_at':'%s'}"
            .formatted(rule, ZONE, at.atZone(ZONE).toInstant());
    return Specs.preview(json, count, at.atZone(ZONE).toInstant().toString()).stream()
        .map(firing -> firing.local().format(DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm")))
        .toList();
  }

  /** The days of firings at nine, written as the RFC does: {@code 1997 Sep 2 4, Oct 1}. */
  private static void assertDays(String expected, String start, String rule) {
    var days = days(expected);
    // One more than expected: a rule that ends must not go on.
    boolean ends = rule.contains("COUNT") || rule.contains("UNTIL");
    assertEquals(days, firings(start, rule, days.size() + (ends ? 1 : 0)), rule);
  }

  private static List<String> days(String text) {
    var months =
        List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    var days = new ArrayList<String>();
    int year = 0;
    int month = 0;
    for (var word : text.replace(",", " ").trim().split("\\s+", -1)) {
      if (months.contains(word)) {
        month = months.indexOf(word) + 1;
      } else if (word.matches("\\d{4}")) {
        year = Integer.parseInt(word);
      } else if (word.contains("-")) {
        var range = word.split("-", -1);
        for (int day = Integer.parseInt(range[0]); day <= Integer.parseInt(range[1]); day++) {
          days.add("%04d%02d%02dT0900".formatted(year, month, day));
        }
      } else {
        days.add("%04d%02d%02dT0900".formatted(year, month, Integer.parseInt(word)));
      }
    }
    return days;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          19970902 | FREQ=DAILY;COUNT=10 | 1997 Sep 2-11
          19970902 | FREQ=DAILY;UNTIL=19971224T000000Z | 1997 Sep 2-30, Oct 1-31, Nov 1-30, Dec 1-23
          19970902 | FREQ=DAILY;INTERVAL=2 | 1997 Sep 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30 Oct 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30 Nov 1 3 5 7 9 11 13 15 17 19 21 23 25 27 29 Dec 1 3
          19970902 | FREQ=DAILY;INTERVAL=10;COUNT=5 | 1997 Sep 2 12 22 Oct 2 12
          19980101 | FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA | 1998 Jan 1-31 1999 Jan 1-31 2000 Jan 1-31
          19980101 | FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1 | 1998 Jan 1-31 1999 Jan 1-31 2000 Jan 1-31
          19970902 | FREQ=WEEKLY;COUNT=10 | 1997 Sep 2 9 16 23 30 Oct 7 14 21 28 Nov 4
          19970902 | FREQ=WEEKLY;UNTIL=19971224T000000Z | 1997 Sep 2 9 16 23 30 Oct 7 14 21 28 Nov 4 11 18 25 Dec 2 9 16 23
          19970902 | FREQ=WEEKLY;INTERVAL=2;WKST=SU | 1997 Sep 2 16 30 Oct 14 28 Nov 11 25 Dec 9 23 1998 Jan 6 20 Feb 3 17
          19970902 | FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH | 1997 Sep 2 4 9 11 16 18 23 25 30 Oct 2
          19970902 | FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH | 1997 Sep 2 4 9 11 16 18 23 25 30 Oct 2
          19970901 | FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR | 1997 Sep 1 3 5 15 17 19 29 Oct 1 3 13 15 17 27 29 31 Nov 10 12 14 24 26 28 Dec 8 10 12 22
          19970902 | FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH | 1997 Sep 2 4 16 18 30 Oct 2 14 16
          19970905 | FREQ=MONTHLY;COUNT=10;BYDAY=1FR | 1997 Sep 5 Oct 3 Nov 7 Dec 5 1998 Jan 2 Feb 6 Mar 6 Apr 3 May 1 Jun 5
          19970905 | FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR | 1997 Sep 5 Oct 3 Nov 7 Dec 5
          19970907 | FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU | 1997 Sep 7 28 Nov 2 30 1998 Jan 4 25 Mar 1 29 May 3 31
          19970922 | FREQ=MONTHLY;COUNT=6;BYDAY=-2MO | 1997 Sep 22 Oct 20 Nov 17 Dec 22 1998 Jan 19 Feb 16
          19970928 | FREQ=MONTHLY;BYMONTHDAY=-3 | 1997 Sep 28 Oct 29 Nov 28 Dec 29 1998 Jan 29 Feb 26
          19970902 | FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15 | 1997 Sep 2 15 Oct 2 15 Nov 2 15 Dec 2 15 1998 Jan 2 15
          19970930 | FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1 | 1997 Sep 30 Oct 1 31 Nov 1 30 Dec 1 31 1998 Jan 1 31 Feb 1
          19970910 | FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15 | 1997 Sep 10-15 1999 Mar 10-13
          19970902 | FREQ=MONTHLY;INTERVAL=2;BYDAY=TU | 1997 Sep 2 9 16 23 30 Nov 4 11 18 25 1998 Jan 6 13 20 27 Mar 3 10 17 24 31
          19970610 | FREQ=YEARLY;COUNT=10;BYMONTH=6,7 | 1997 Jun 10 Jul 10 1998 Jun 10 Jul 10 1999 Jun 10 Jul 10 2000 Jun 10 Jul 10 2001 Jun 10 Jul 10
          19970310 | FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3 | 1997 Mar 10 1999 Jan 10 Feb 10 Mar 10 2001 Jan 10 Feb 10 Mar 10 2003 Jan 10 Feb 10 Mar 10
          19970101 | FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200 | 1997 Jan 1 Apr 10 Jul 19 2000 Jan 1 Apr 9 Jul 18 2003 Jan 1 Apr 10 Jul 19 2006 Jan 1
          19970519 | FREQ=YEARLY;BYDAY=20MO | 1997 May 19 1998 May 18 1999 May 17
          19970512 | FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO | 1997 May 12 1998 May 11 1999 May 17
          19970313 | FREQ=YEARLY;BYMONTH=3;BYDAY=TH | 1997 Mar 13 20 27 1998 Mar 5 12 19 26 1999 Mar 4 11 18 25
          19970605 | FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8 | 1997 Jun 5 12 19 26 Jul 3 10 17 24 31 Aug 7 14 21 28 1998 Jun 4 11 18 25 Jul 2 9 16 23 30 Aug 6 13 20 27
          19980213 | FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13 | 1998 Feb 13 Mar 13 Nov 13 1999 Aug 13 2000 Oct 13
          19970913 | FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13 | 1997 Sep 13 Oct 11 Nov 8 Dec 13 1998 Jan 10 Feb 7 Mar 7 Apr 11 May 9 Jun 13
          19961105 | FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8 | 1996 Nov 5 2000 Nov 7 2004 Nov 2
          19970904 | FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3 | 1997 Sep 4 Oct 7 Nov 6
          19970929 | FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2 | 1997 Sep 29 Oct 30 Nov 27 Dec 30 1998 Jan 29 Feb 26 Mar 30
          19970805 | FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO | 1997 Aug 5 10 19 24
          19970805 | FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU | 1997 Aug 5 17 19 31
          20070115 | FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5 | 2007 Jan 15 30 Feb 15 Mar 15 30
          """)
  void fires_on_the_days_of_the_rfc(String start, String rule, String days) {
    assertDays(days, start + "T090000", rule);
  }

  @Test
  void every_friday_the_13th_without_the_start_that_is_none() {
    assertEquals(
        days("1998 Feb 13 Mar 13 Nov 13 1999 Aug 13 2000 Oct 13"),
        firings(
            NINE,
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13\\nEXDATE;TZID=America/New_York:19970902T090000",
            5));
  }

  @Test
  void every_three_hours_on_a_day() {
    assertEquals(
        List.of("19970902T0900", "19970902T1200", "19970902T1500"),
        firings(NINE, "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z", 9));
  }

  @Test
  void every_15_and_every_90_minutes() {
    assertEquals(
        List.of(
            "19970902T0900",
            "19970902T0915",
            "19970902T0930",
            "19970902T0945",
            "19970902T1000",
            "19970902T1015"),
        firings(NINE, "FREQ=MINUTELY;INTERVAL=15;COUNT=6", 9));
    assertEquals(
        List.of("19970902T0900", "19970902T1030", "19970902T1200", "19970902T1330"),
        firings(NINE, "FREQ=MINUTELY;INTERVAL=90;COUNT=4", 9));
  }

  @Test
  void every_20_minutes_of_the_working_day_in_two_ways() {
    var expected =
        Stream.of("19970902", "19970903")
            .flatMap(
                day ->
                    Stream.of("09", "10", "11", "12", "13", "14", "15", "16")
                        .flatMap(
                            hour ->
                                Stream.of("00", "20", "40")
                                    .map(minute -> day + "T" + hour + minute)))
            .toList();
    assertEquals(
        expected, firings(NINE, "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40", 48));
    assertEquals(
        expected, firings(NINE, "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16", 48));
  }

  @Test
  void exdate_leaves_out_times_and_whole_days_however_written() {
    assertEquals(
        days("1997 Sep 2 5 7"),
        firings(
            NINE,
            "RRULE:FREQ=DAILY;COUNT=6\\nEXDATE:19970903T090000,19970904T130000Z\\nEXDATE;VALUE=DATE:19970906",
            9));
  }

  @Test
  void rules_that_rest_for_long_go_on() {
    assertEquals(
        List.of("19980131T2300", "19990101T0000"),
        firings("19980131T230000", "FREQ=HOURLY;BYMONTH=1", 2));
    assertEquals(
        List.of("20000229T0000", "20000229T0001"),
        firings("19970902T090000", "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=29", 2));
    assertEquals(
        List.of("19970903T0859", "19970904T0859"),
        firings("19970902T090000", "FREQ=SECONDLY;BYHOUR=8;BYMINUTE=59;BYSECOND=59", 2));
  }
}
