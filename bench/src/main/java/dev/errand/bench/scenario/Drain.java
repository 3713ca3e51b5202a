package dev.errand.bench.scenario;

import dev.errand.bench.load.HttpLoad;
import dev.errand.bench.load.HttpLoad.Until;
import dev.errand.bench.noop.NoopExecutor;
import dev.errand.bench.postgres.Database;
import dev.errand.bench.process.ProcessorTime;
import dev.errand.bench.profile.Profile;
import dev.errand.bench.report.Line.Traces;
import dev.errand.bench.report.Sample;
import dev.errand.bench.service.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Tasks that do nothing are queued in a namespace that is paused; then it is set going. Its time
 * counts from the first claim to the last outcome. The service has drained half as many before: the
 * peers, too, have run their code before they drain.
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
    try (var service = stage.start(database, environment())) {
      warmUp(service, database);
      long queued = queue(service, database);
      var before = Reading.of(stage, service, database);
      pause(service, false);
      awaitEnd(database);
      var after = Reading.of(stage, service, database);
      check(database, queued + queued / 2);
      return result(queued, before, after, database);
    }
  }

  /** What has been used up by a moment. */
  private record Reading(
      String at, long statements, long dead, long wal, Duration service, Duration server) {

    static Reading of(Stage stage, Service service, Database database) {
      return new Reading(
          database.text("select clock_timestamp()::text"),
          database.statements(),
          database.deadVersions(),
          database.walPosition(),
          ProcessorTime.ofTree(service.handle()),
          ProcessorTime.ofTree(stage.server().process()));
    }
  }

  private static Result result(long queued, Reading before, Reading after, Database database) {
    long micros =
        database.number(
            """
            select extract(epoch from max(completed_at) - min(started_at)) * 1000000
            from execution where started_at >= '%s'
            """
                .formatted(before.at));
    var processor =
        new Sample.Processor(
            after.service.minus(before.service), after.server.minus(before.server), Duration.ZERO);
    return new Result(
        new Sample(
            queued, Duration.ofNanos(micros * 1000), null, after.wal - before.wal, processor),
        new Traces(
            (double) (after.dead - before.dead) / queued,
            (double) (after.statements - before.statements) / queued));
  }

  private Map<String, String> environment() {
    return Map.of("ERRAND_PLUGINS_DIR", plugins.toString());
  }

  private void warmUp(Service service, Database database) {
    create(service, requests() / 2);
    awaitEnd(database);
  }

  /** Queues them all before the first may be taken. */
  private long queue(Service service, Database database) {
    pause(service, true);
    create(service, requests());
    database.settle();
    long queued = database.number("select count(*) from ready");
    if (queued != (long) requests() * BulkRequest.TASKS) {
      throw new IllegalStateException("%d tasks are queued, and should be more".formatted(queued));
    }
    return queued;
  }

  /** An even number, half of which warms up. */
  private int requests() {
    return Math.ceilDiv(stage.options().tasks(), 2 * BulkRequest.TASKS) * 2;
  }

  private static void create(Service service, int requests) {
    HttpLoad.run(
        new HttpLoad.Plan(
            service.address(),
            LOADERS,
            new Until(LONGEST, requests),
            BulkRequest.of(service, ITEM)));
  }

  private static void pause(Service service, boolean paused) {
    var body = "{\"paused\":%s}".formatted(paused);
    var request =
        HttpRequest.newBuilder(
                URI.create("http://" + service.host() + "/api/v1/namespaces/default"))
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(
            "The namespace cannot be paused: " + answer.statusCode() + " " + answer.body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
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

  /** Once more under observation. */
  String profile(String name, Neighbour neighbour) {
    return in(name, neighbour, this::profile);
  }

  private String profile(Database database) {
    try (var service = stage.start(database, environment())) {
      warmUp(service, database);
      queue(service, database);
      return Profile.of(
          new Profile.Subject(service.handle(), database, stage.folder()),
          () -> {
            pause(service, false);
            awaitEnd(database);
          });
    }
  }
}
