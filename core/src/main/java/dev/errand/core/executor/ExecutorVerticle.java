package dev.errand.core.executor;

import dev.errand.core.bus.Bus;
import dev.errand.executor.Http;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;

/** Serves {@link RunExecutions}: owns the plugins of this process and the threads they run on. */
public final class ExecutorVerticle extends VerticleBase {

  private final Bus bus;
  private final Executors executors;
  private final Http http;
  private final InstantSource clock;

  /** Plugins reach the network through the given client only. */
  public ExecutorVerticle(Bus bus, Executors executors, Http http, InstantSource clock) {
    this.bus = bus;
    this.executors = executors;
    this.http = http;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    var means =
        new Runner.Means(executors, http, clock, all -> bus.publish(new ExecutionsEnded(all)));
    var runner = new Runner(vertx, means);
    bus.serve(
        RunExecutions.class,
        asked -> {
          asked.claims().forEach(runner::run);
          return Future.succeededFuture();
        });
    bus.serve(GetProgress.class, asked -> Future.succeededFuture(runner.progress()));
    bus.listen(
        CancelExecutions.class, asked -> runner.cancel(asked.executionIds(), asked.reason()));
    return Future.succeededFuture();
  }
}
