package dev.errand.bench.scenario;

import dev.errand.bench.noop.NoopPlugin;
import dev.errand.bench.peer.Peer;
import dev.errand.bench.peer.Peers;
import dev.errand.bench.report.Comparison;
import dev.errand.bench.report.Comparison.Demand;
import dev.errand.bench.report.Line;
import dev.errand.bench.report.Line.Traces;
import dev.errand.bench.report.Report;
import dev.errand.bench.report.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * P4: Errand and its peers drain queues of tasks that do nothing. The peers' time counts from the
 * start of their workers to the last execution.
 */
final class DrainScenario implements Scenario {

  private final Stage stage;
  private final Map<String, List<Sample>> peers = new HashMap<>();
  private final List<Sample> errand = new ArrayList<>();
  private Traces traces = Traces.NONE;

  DrainScenario(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String id() {
    return "P4";
  }

  @Override
  public String title() {
    return "drain of queued tasks that do nothing, beside four job queues";
  }

  @Override
  public void run(Report report) throws IOException {
    var drain = new Drain(stage, NoopPlugin.writeInto(stage.folder()));
    var known = stage.peers();
    for (int run = 1; run <= stage.options().runs(); run++) {
      for (var peer : known.present()) {
        peer(run, peer);
      }
      var result = drain.run("p4_errand_" + run, Drain.ALONE);
      errand.add(result.sample());
      traces = result.traces();
      say(run, "Errand", result.sample());
    }
    report(report, known);
    if (stage.options().profile()) {
      Stage.say("  profiling: Errand, drain");
      report.add(id() + ": where the time goes", drain.profile("p4_profile", Drain.ALONE));
    }
  }

  private void peer(int run, Peer peer) {
    var database = stage.server().create("p4_peer");
    var sample = peer.drain(database, stage.options().tasks());
    peers.computeIfAbsent(peer.name(), name -> new ArrayList<>()).add(sample);
    say(run, peer.name(), sample);
    stage.drop(List.of(database));
  }

  private void say(int run, String side, Sample sample) {
    Stage.say(
        "  run %d of %d: %s: %,.0f/s"
            .formatted(run, stage.options().runs(), side, sample.perSecond()));
  }

  private void report(Report report, Peers known) {
    var rates = new HashMap<String, Double>();
    for (var peer : known.present()) {
      var samples = peers.getOrDefault(peer.name(), List.of());
      var line = report.add(new Line(id(), peer.name() + ", drain", "tasks", samples, Traces.NONE));
      rates.put(peer.name(), line.rate());
    }
    var own = report.add(new Line(id(), "Errand, drain", "tasks", errand, traces));
    var demands =
        Map.of(Peers.DB_SCHEDULER, Demand.ratio(3, 3), Peers.GRAPHILE_WORKER, Demand.ratio(0.5, 1));
    for (var name : List.of(Peers.DB_SCHEDULER, Peers.GRAPHILE_WORKER)) {
      var rate = rates.get(name);
      var demand = demands.get(name);
      if (rate != null && demand != null) {
        var what = "drain beside %s's".formatted(name);
        report.add(new Comparison(id(), what, own.rate() / rate, demand));
      }
    }
    known.missing().forEach(each -> report.leaveOut("P4: drain by " + each.name(), each.why()));
  }
}
