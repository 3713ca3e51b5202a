package dev.errand.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.bench.report.Comparison.Demand;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static Sample sample(long count) {
    return new Sample(count, Duration.ofSeconds(2), null, count * 1000, null);
  }

  private static Line line(String side, long... counts) {
    var samples = java.util.Arrays.stream(counts).mapToObj(ReportTest::sample).toList();
    return new Line("P1", side, "tasks", samples, Line.Traces.dead(0));
  }

  @Test
  void a_rate_is_the_median_of_the_runs() {
    assertEquals(1500, line("a", 2000, 9000, 3000).rate());
    assertEquals(1250, line("a", 2000, 3000).rate());
  }

  @Test
  void shows_rates_with_their_spread_and_a_verdict() {
    var machine = new Machine("Linux amd64", 2, 1024, "25", "18");
    var report = new Report(new Report.Header("test", machine, "Quickly."));
    report.add(line("floor", 2000, 9000, 3000));
    report.add(new Comparison("P1", "this", 1.4, Demand.ratio(1.3, 2)));
    report.add(new Comparison("P1", "that", 1.2, Demand.ratio(1.3, 2)));
    var text = report.markdown();
    var row =
        "| P1 | floor | 1,500 tasks/s | 1,000..4,500 | – | – | 1,000 | 0.00 | – | – | – | – |";
    assertTrue(text.contains(row), text);
    assertTrue(text.contains("P1: this: 1.40 × (at least 1.30 ×, aim 2.00 ×): reached"), text);
    assertTrue(text.contains("1.20 × (at least 1.30 ×, aim 2.00 ×): MISSED"), text);
    assertEquals(List.of(1000, 4500, 1500), runs(report));
  }

  private static List<Integer> runs(Report report) {
    var runs = report.json().getJsonArray("lines").getJsonObject(0).getJsonArray("runs_per_s");
    return runs.stream().map(each -> ((Number) each).intValue()).toList();
  }

  @Test
  void a_time_is_missed_when_it_is_longer() {
    var report = new Report(new Report.Header("test", new Machine("", 2, 1, "", ""), ""));
    report.add(new Comparison("P6", "short", 99, Demand.millis(100)));
    report.add(new Comparison("P6", "long", 101, Demand.millis(100)));
    var text = report.markdown();
    assertTrue(text.contains("P6: short: 99.0 ms (at most 100.0 ms, aim 100.0 ms): aim reached"));
    assertTrue(text.contains("P6: long: 101.0 ms (at most 100.0 ms, aim 100.0 ms): MISSED"));
  }

  @Test
  void says_what_was_not_run_and_why() {
    var report = new Report(new Report.Header("test", new Machine("", 2, 1, "", ""), ""));
    report.leaveOut("P4: drain by it", "there is no node");
    assertTrue(report.markdown().contains("- P4: drain by it: NOT RUN: there is no node"));
    assertEquals(1, report.json().getJsonArray("not_run").size());
  }
}
