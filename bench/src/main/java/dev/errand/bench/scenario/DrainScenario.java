package dev.errand.bench.scenario;

import dev.errand.bench.load.HttpLoad;
import dev.errand.bench.load.HttpLoad.Until;
import dev.errand.bench.noop.NoopExecutor;
import dev.errand.bench.noop.NoopPlugin;
import dev.errand.bench.peer.DbScheduler;
import dev.errand.bench.postgres.Database;
import dev.errand.bench.process.ProcessorTime;
import dev.errand.bench.profile.Profile;
import dev.errand.bench.report.Comparison;
import dev.errand.bench.report.Comparison.Demand;
import dev.errand.bench.report.Line;
import dev.errand.bench.report.Report;
import dev.errand.bench.report.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * P4: tasks that do nothing are queued while no engine runs; then one starts. Its time counts from
 * the first claim to the last outcome, cold as it is after a start. db-scheduler's counts from its
 * start, warmed up by adding the tasks, to its last execution.
 */
final class DrainScenario implements Scenario {

  private static final int LOADERS = 2;
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final long POLL_MILLIS = 500;
  private static final String ITEM =
      "{\"title\":\"Nothing\",\"type\":\"%s\",\"run_immediately\":true}"
          .formatted(NoopExecutor.TYPE);

  private static final String LEFT =
      "select (exists (select from ready) or exists (select from lease))::integer";

  private static final String MICROSECONDS =
      "select extract(epoch from max(completed_at) - min(started_at)) * 1000000 from execution";

  private final Stage stage;
  private final List<Sample> errand = new ArrayList<>();
  private final List<Sample> adding = new ArrayList<>();
  private final List<Sample> draining = new ArrayList<>();
  private double deadPerTask;

  DrainScenario(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String id() {
    return "P4";
  }

  @Override
  public String title() {
    return "drain of queued tasks that do nothing, beside db-scheduler";
  }

  @Override
  public void run(Report report) throws IOException {
    var plugins = NoopPlugin.writeInto(stage.folder());
    for (int run = 1; run <= stage.options().runs(); run++) {
      peer(run);
      own(run, plugins);
    }
    report.add(new Line(id(), "db-scheduler, adding", "tasks", adding, null));
    var peer = report.add(new Line(id(), "db-scheduler, drain", "tasks", draining, null));
    var own = report.add(new Line(id(), "Errand, drain", "tasks", errand, deadPerTask));
    report.add(
        new Comparison(
            id(), "drain beside db-scheduler's", own.rate() / peer.rate(), Demand.ratio(1, 3)));
    if (stage.options().profile()) {
      profile(plugins, report);
    }
  }

  private void peer(int run) {
    var database = stage.server().create("p4_peer_" + run);
    int tasks = stage.options().tasks();
    var result =
        DbScheduler.run(
            database, tasks, stage.folder().resolve("db-scheduler.log"), stage.cleanup());
    adding.add(sample(result.adding()));
    draining.add(sample(result.draining()));
    say(run, "db-scheduler", draining.getLast());
    stage.drop(List.of(database));
  }

  private Sample sample(DbScheduler.Phase phase) {
    return new Sample(stage.options().tasks(), phase.elapsed(), null, phase.walBytes(), null);
  }

  private void say(int run, String side, Sample sample) {
    Stage.say(
        "  run %d of %d: %s: %,.0f/s"
            .formatted(run, stage.options().runs(), side, sample.perSecond()));
  }

  private void own(int run, Path plugins) {
    var database = stage.server().create("p4_errand_" + run);
    long queued = queue(database, plugins);
    var server = stage.server().process();
    var used = ProcessorTime.ofTree(server);
    long wal = database.walPosition();
    try (var service = stage.start(database, environment(plugins, true))) {
      awaitEnd(database);
      var elapsed = Duration.ofNanos(database.number(MICROSECONDS) * 1000);
      var processor =
          new Sample.Processor(
              ProcessorTime.ofTree(service.handle()),
              ProcessorTime.ofTree(server).minus(used),
              Duration.ZERO);
      errand.add(new Sample(queued, elapsed, null, database.walPosition() - wal, processor));
    }
    check(database, queued);
    deadPerTask = (double) database.deadVersions() / queued;
    say(run, "Errand", errand.getLast());
    stage.drop(List.of(database));
  }

  private Map<String, String> environment(Path plugins, boolean engine) {
    var environment = new HashMap<String, String>();
    environment.put("ERRAND_PLUGINS_DIR", plugins.toString());
    environment.put("ENGINE_ENABLED", String.valueOf(engine));
    return environment;
  }

  private long queue(Database database, Path plugins) {
    int requests = Math.ceilDiv(stage.options().tasks(), BulkRequest.TASKS);
    try (var service = stage.start(database, environment(plugins, false))) {
      HttpLoad.run(
          new HttpLoad.Plan(
              service.address(),
              LOADERS,
              new Until(LONGEST, requests),
              BulkRequest.of(service, ITEM)));
    }
    database.settle();
    long queued = database.number("select count(*) from ready");
    if (queued != (long) requests * BulkRequest.TASKS) {
      throw new IllegalStateException("%d tasks are queued, and should be more".formatted(queued));
    }
    return queued;
  }

  private static void awaitEnd(Database database) {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (database.number(LEFT) != 0) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("The engine has not drained the queue in " + LONGEST);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the engine drains the queue", e);
    }
  }

  /** Nothing is lost, nothing done twice, and everything has left its traces. */
  private static void check(Database database, long tasks) {
    require(database, tasks, "select count(*) from execution where status = 'succeeded'");
    require(database, tasks, "select count(distinct task_id) from execution");
    require(database, tasks, "select count(*) from task_state where success_count = 1");
    require(database, tasks, "select count(distinct task_id) from outbox where verb <> 'created'");
  }

  private static void require(Database database, long expected, String sql) {
    long found = database.number(sql);
    if (found != expected) {
      throw new IllegalStateException(
          "After the drain of %d tasks, '%s' answers %d".formatted(expected, sql, found));
    }
  }

  /** Once more under observation, from the first moment on: the drain begins with the start. */
  private void profile(Path plugins, Report report) {
    Stage.say("  profiling: Errand, drain");
    var database = stage.server().create("p4_profile");
    queue(database, plugins);
    var recording = stage.folder().resolve("drain.jfr");
    var environment = environment(plugins, true);
    environment.put("ERRAND_JAVA_OPTS", Profile.javaOptions(recording));
    var text =
        Profile.fromStart(
            database,
            recording,
            () -> {
              var service = stage.start(database, environment);
              awaitEnd(database);
              service.close();
            });
    report.add(id() + ": where the time goes", text);
    stage.drop(List.of(database));
  }
}
