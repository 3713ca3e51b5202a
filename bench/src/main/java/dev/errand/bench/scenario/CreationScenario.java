package dev.errand.bench.scenario;

import dev.errand.bench.load.RequestTemplate;
import dev.errand.bench.peer.Pgbench;
import dev.errand.bench.peer.SampleTask;
import dev.errand.bench.report.Comparison;
import dev.errand.bench.report.Comparison.Demand;
import dev.errand.bench.report.Line;
import dev.errand.bench.report.Line.Traces;
import dev.errand.bench.report.Report;
import dev.errand.bench.scenario.Sides.Errand;
import dev.errand.bench.scenario.Sides.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** P1: every request is checked against the contract, and leaves history and an event. */
final class CreationScenario implements Scenario {

  private final Stage stage;

  CreationScenario(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String id() {
    return "P1";
  }

  @Override
  public String title() {
    return "creation of one task a request, beside pgbench with the same statement and four job queues";
  }

  @Override
  public void run(Report report) {
    var floor = stage.server().create("p1_floor");
    floor.migrate();
    var own = stage.server().create("p1_errand");
    var contest = new Contest(stage, id(), "tasks");
    try (var service = stage.start(own, Map.of())) {
      var body = new RequestTemplate.Body(SampleTask.json(), new AtomicLong()::incrementAndGet);
      var template = RequestTemplate.post("/api/v1/tasks", service.host(), body);
      var sides = new Sides(stage);
      var errand = new Errand(service, own);
      var all = new ArrayList<Side>();
      all.add(sides.pgbench(Pgbench.creations(stage.cleanup()), floor));
      stage.peers().present().forEach(peer -> all.add(sides.adding(peer)));
      all.add(sides.errand(errand, new Requests(32, template, 1)));
      all.add(sides.errand(errand, new Requests(128, template, 1)));
      contest.measure(all);
      contest.profile(errand, report);
    }
    double dead = (double) own.deadVersions() / own.number("select count(*) from task");
    compare(report, contest.report(report, Traces.dead(dead)));
    stage.drop(List.of(floor, own));
  }

  private void compare(Report report, List<Line> lines) {
    int last = lines.size() - 1;
    double best = Math.max(lines.get(last - 1).rate(), lines.get(last).rate());
    report.add(
        new Comparison(
            id(),
            "creation over HTTP, the better of 32 and 128 connections, beside pgbench",
            best / lines.getFirst().rate(),
            Demand.ratio(2, 2)));
    double peer = lines.subList(1, last - 1).stream().mapToDouble(Line::rate).max().orElseThrow();
    report.add(
        new Comparison(
            id(),
            "creation over HTTP beside the best peer's adding",
            best / peer,
            Demand.ratio(3, 3)));
    for (var each : stage.peers().missing()) {
      report.leaveOut("P1: adding by " + each.name(), each.why());
    }
  }
}
