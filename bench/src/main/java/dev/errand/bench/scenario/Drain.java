package dev.errand.bench.scenario;

import dev.errand.bench.load.HttpLoad;
import dev.errand.bench.load.HttpLoad.Until;
import dev.errand.bench.noop.NoopExecutor;
import dev.errand.bench.postgres.Database;
import dev.errand.bench.process.ProcessorTime;
import dev.errand.bench.profile.Profile;
import dev.errand.bench.report.Line.Traces;
import dev.errand.bench.report.Sample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Tasks that do nothing are queued while no engine runs; then one starts. Its time counts from the
 * first claim to the last outcome, cold as it is after a start.
 *
 * @param stage where
 * @param plugins the folder with the task type that does nothing
 */
record Drain(Stage stage, Path plugins) {

  private static final int LOADERS = 2;
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final String ITEM =
      "{\"title\":\"Nothing\",\"type\":\"%s\",\"run_immediately\":true}"
          .formatted(NoopExecutor.TYPE);

  private static final String LEFT =
      "select (exists (select from ready) or exists (select from lease))::integer";

  private static final String MICROSECONDS =
      "select extract(epoch from max(completed_at) - min(started_at)) * 1000000 from execution";

  /** Nobody else uses the database. */
  static final Neighbour ALONE = database -> () -> {};

  /** How it went. */
  record Result(Sample sample, Traces traces) {}

  /** Somebody who does something in the database from before the tasks are queued to the end. */
  @FunctionalInterface
  interface Neighbour {
    /** Answers with what makes it leave again. */
    Runnable enter(Database database);
  }

  /** One drain, in a database of its own that is there until its end. */
  Result run(String name, Neighbour neighbour) {
    return in(name, neighbour, this::run);
  }

  private <T> T in(String name, Neighbour neighbour, Function<Database, T> work) {
    var database = stage.server().create(name);
    database.migrate();
    var leave = neighbour.enter(database);
    T result;
    try {
      result = work.apply(database);
    } finally {
      leave.run();
    }
    stage.drop(List.of(database));
    return result;
  }

  private Result run(Database database) {
    database.countStatements();
    long queued = queue(database);
    long statements = database.statements();
    long dead = database.deadVersions();
    var server = stage.server().process();
    var used = ProcessorTime.ofTree(server);
    long wal = database.walPosition();
    Sample sample;
    try (var service = stage.start(database, environment(true))) {
      awaitEnd(database);
      var elapsed = Duration.ofNanos(database.number(MICROSECONDS) * 1000);
      var processor =
          new Sample.Processor(
              ProcessorTime.ofTree(service.handle()),
              ProcessorTime.ofTree(server).minus(used),
              Duration.ZERO);
      sample = new Sample(queued, elapsed, null, database.walPosition() - wal, processor);
    }
    check(database, queued);
    return new Result(
        sample,
        new Traces(
            (double) (database.deadVersions() - dead) / queued,
            (double) (database.statements() - statements) / queued));
  }

  private Map<String, String> environment(boolean engine) {
    var environment = new HashMap<String, String>();
    environment.put("ERRAND_PLUGINS_DIR", plugins.toString());
    environment.put("ENGINE_ENABLED", String.valueOf(engine));
    return environment;
  }

  private long queue(Database database) {
    int requests = Math.ceilDiv(stage.options().tasks(), BulkRequest.TASKS);
    try (var service = stage.start(database, environment(false))) {
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
    Wait.until("the engine has drained the queue", LONGEST, () -> database.number(LEFT) == 0);
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
  String profile(String name, Neighbour neighbour) {
    return in(name, neighbour, this::profile);
  }

  private String profile(Database database) {
    queue(database);
    var name = database.name();
    var recording = stage.folder().resolve(name + ".jfr");
    var environment = new HashMap<>(environment(true));
    environment.put("ERRAND_JAVA_OPTS", Profile.javaOptions(recording));
    return Profile.fromStart(
        database,
        recording,
        () -> {
          var service = stage.start(database, environment);
          awaitEnd(database);
          service.close();
        });
  }
}
