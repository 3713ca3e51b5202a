package dev.errand.bench.scenario;

import dev.errand.bench.noop.NoopPlugin;
import dev.errand.bench.postgres.Database;
import dev.errand.bench.report.Comparison;
import dev.errand.bench.report.Comparison.Demand;
import dev.errand.bench.report.Line;
import dev.errand.bench.report.Line.Traces;
import dev.errand.bench.report.Report;
import dev.errand.bench.report.Sample;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * P8: the drain of P4 while another session holds a snapshot, from before the tasks are queued, so
 * that no row version that dies meanwhile can be removed; in turn with the drain without it.
 */
final class SnapshotScenario implements Scenario {

  private final Stage stage;
  private final Side free = new Side("Errand, drain");
  private final Side held = new Side("Errand, drain under an old snapshot");

  SnapshotScenario(Stage stage) {
    this.stage = stage;
  }

  private static final class Side {
    final String name;
    final List<Sample> samples = new ArrayList<>();
    Traces traces = Traces.NONE;

    Side(String name) {
      this.name = name;
    }
  }

  @Override
  public String id() {
    return "P8";
  }

  @Override
  public String title() {
    return "drain as in P4 while another session holds a snapshot open";
  }

  @Override
  public void run(Report report) throws IOException {
    var drain = new Drain(stage, NoopPlugin.writeInto(stage.folder()));
    for (int run = 1; run <= stage.options().runs(); run++) {
      int number = run;
      measure(run, free, () -> drain.run("p8_free_" + number, Drain.ALONE));
      measure(run, held, () -> drain.run("p8_held_" + number, SnapshotScenario::hold));
    }
    double without = report(report, free);
    double with = report(report, held);
    report.add(
        new Comparison(
            id(), "drain under an old snapshot beside without", with / without, least()));
    if (stage.options().profile()) {
      Stage.say("  profiling: " + held.name);
      var text = drain.profile("p8_profile", SnapshotScenario::hold);
      report.add(id() + ": where the time goes", text);
    }
  }

  private static Demand least() {
    return Demand.ratio(0.8, 1);
  }

  private void measure(int run, Side side, Supplier<Drain.Result> work) {
    var result = work.get();
    side.samples.add(result.sample());
    side.traces = result.traces();
    Stage.say(
        "  run %d of %d: %s: %,.0f/s"
            .formatted(run, stage.options().runs(), side.name, result.sample().perSecond()));
  }

  private double report(Report report, Side side) {
    return report.add(new Line(id(), side.name, "tasks", side.samples, side.traces)).rate();
  }

  private static Runnable hold(Database database) {
    try {
      var session = database.connect();
      session.setAutoCommit(false);
      session.setReadOnly(true);
      session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (var statement = session.createStatement()) {
        statement.execute("select count(*) from pg_class");
      }
      return () -> end(session);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void end(Connection session) {
    try (session) {
      session.commit();
    } catch (SQLException e) {
      throw new IllegalStateException("The snapshot was not held to the end", e);
    }
  }
}
