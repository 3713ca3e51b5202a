package dev.errand.core.engine;

import static dev.errand.migrations.testing.Eventually.eventually;

import dev.errand.core.executor.ExecutorVerticle;
import dev.errand.core.lease.LeaseCommand.RunnableType;
import dev.errand.core.lease.Verdicts;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Executor;
import dev.errand.executor.Http;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** A core with executors and an engine whose loops run only when a test says so. */
final class EngineFixture implements AutoCloseable {

  final CoreFixture core;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Context context;

  EngineFixture(Executor... executors) {
    this(vertx -> Fake.NO_HTTP, executors);
  }

  /** With a network. */
  EngineFixture(Function<Vertx, ? extends Http> http, Executor... executors) {
    core = new CoreFixture(executors);
    context = core.vertx.getOrCreateContext();
    CoreFixture.await(
        core.vertx.deployVerticle(
            new ExecutorVerticle(core.bus, core.executors, http.apply(core.vertx), core.clock)));
  }

  Engine engine(String workerId) {
    return engine(workerId, 64, () -> 0);
  }

  Engine engine(String workerId, int concurrency, IntSupplier waiting) {
    var timing =
        new EngineSettings.Timing(
            Duration.ofSeconds(5), Duration.ofSeconds(30), false, Duration.ofSeconds(2));
    var settings =
        new EngineSettings(
            workerId,
            concurrency,
            concurrency,
            Duration.ofSeconds(1),
            timing,
            new EngineSettings.Retention(90, false));
    var types =
        core.types.all().stream()
            .filter(t -> t.performer() == dev.errand.core.tasktype.Performer.SERVICE)
            .map(
                t ->
                    new RunnableType(
                        t.descriptor().name(),
                        (int) t.descriptor().defaults().timeout().toSeconds()))
            .toList();
    var means =
        new Dispatcher.Means(
            core.bus, settings, types, core.clock, new EngineMetrics(meters), waiting);
    var engine =
        on(
            () ->
                Future.succeededFuture(
                    new Engine(
                        core.vertx,
                        means,
                        new Verdicts(core.types, core.ids, core.clock, new Random(11)))));
    on(engine::enter);
    return engine;
  }

  /** Runs on the engine's event loop, as the verticle would. */
  <T> T on(Supplier<Future<T>> work) {
    return CoreFixture.await(start(work));
  }

  /** The same, without waiting for it. */
  <T> Future<T> start(Supplier<Future<T>> work) {
    Promise<T> answer = Promise.promise();
    context.runOnContext(now -> work.get().onComplete(answer));
    return answer.future();
  }

  /** Creates a task to be run at once. */
  Task queued(String type, JsonObject members) {
    return core.create(type, true, members.copy().put("title", "t"));
  }

  /** Claims, and waits for the task to leave queue and lease. */
  Task run(Engine engine, TaskKey key) {
    on(() -> engine.dispatcher().runOnce());
    return until(key, s -> s != TaskStatus.QUEUED && s != TaskStatus.RUNNING);
  }

  Task until(TaskKey key, java.util.function.Predicate<TaskStatus> wanted) {
    return eventually(
        "another status", () -> core.get(key), task -> wanted.test(task.progress().status()));
  }

  @Override
  public void close() {
    core.close();
  }
}
