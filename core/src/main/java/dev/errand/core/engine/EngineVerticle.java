package dev.errand.core.engine;

import dev.errand.core.bus.Bus;
import dev.errand.core.identity.Ids;
import dev.errand.core.lease.ExecutionDeferred;
import dev.errand.core.lease.ExecutionsQueued;
import dev.errand.core.lease.ExecutionsQueuedElsewhere;
import dev.errand.core.lease.LeaseCommand.RunnableType;
import dev.errand.core.lease.Verdicts;
import dev.errand.core.recurrence.ScheduleSet;
import dev.errand.core.tasktype.TaskTypes;
import dev.errand.core.ticker.Pace;
import dev.errand.core.ticker.Ticker;
import dev.errand.executor.TaskType;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Runs the loops of the engine: claim, promote, beat, rescue and tidy up. */
public final class EngineVerticle extends VerticleBase {

  private static final Duration PROMOTION = Duration.ofMillis(500);
  private static final Duration FIRING = Duration.ofSeconds(1);
  private static final Duration EXPIRY = Duration.ofSeconds(5);
  private static final Duration SWEEP = Duration.ofSeconds(15);

  /** A lease of a remote worker may last five seconds only. */
  private static final Duration RESCUE = Duration.ofSeconds(2);

  /** Whoever asks for figures reads each execution that has not been added up. */
  private static final Duration ROLLUP = Duration.ofSeconds(10);

  private static final Duration TELLING = Duration.ofSeconds(1);
  private static final Duration UPKEEP = Duration.ofHours(1);

  private final Means means;
  private final List<Ticker> tickers = new ArrayList<>();
  private @Nullable Engine engine;

  /**
   * What an engine works with.
   *
   * @param bus to persistence and executors
   * @param settings how it works
   * @param types all types, for their retries and credits
   * @param runnable those that this process has executors for
   * @param sources of ids, time and chance
   * @param meters where it counts
   * @param waiting how many calls of this process wait for a host that has as many as it may
   */
  public record Means(
      Bus bus,
      EngineSettings settings,
      TaskTypes types,
      List<TaskType> runnable,
      Sources sources,
      MeterRegistry meters,
      IntSupplier waiting) {}

  /** Where ids, time and chance come from. */
  public record Sources(Ids ids, InstantSource clock, RandomGenerator random) {}

  /** One for each process. */
  public EngineVerticle(Means means) {
    this.means = means;
  }

  @Override
  public Future<?> start() {
    var sources = means.sources();
    var runnable =
        means.runnable().stream()
            .map(type -> new RunnableType(type.name(), (int) type.defaults().timeout().toSeconds()))
            .toList();
    var verdicts = new Verdicts(means.types(), sources.ids(), sources.clock(), sources.random());
    var entering =
        new Engine(
            vertx,
            new Dispatcher.Means(
                means.bus(),
                means.settings(),
                runnable,
                sources.clock(),
                new EngineMetrics(means.meters()),
                means.waiting()),
            verdicts);
    engine = entering;
    means.bus().serve(GetEngineHealth.class, asked -> Future.succeededFuture(entering.health()));
    return entering.enter().onSuccess(entered -> startLoops(entering));
  }

  private void startLoops(Engine engine) {
    var settings = means.settings();
    var claim =
        new Ticker(
            vertx,
            "Claiming executions",
            new Pace(Duration.ofMillis(50), settings.poll(), 0.1, means.sources().random()),
            engine.dispatcher()::runOnce);
    engine.dispatcher().onMoreToClaim(claim::wake);
    means.bus().listen(ExecutionsQueued.class, queued -> claim.wake());
    means.bus().listen(ExecutionsQueuedElsewhere.class, queued -> claim.wake());
    tickers.add(claim);
    tickers.add(promotion(engine, claim));
    tickers.add(firing(engine));
    tickers.add(every("Saying that this engine is alive", settings.timing().beat(), engine::beat));
    tickers.add(
        every("Rescuing executions", shorter(settings.timing().beat(), RESCUE), engine::rescue));
    tickers.add(every("Upkeep of partitions", UPKEEP, engine::keepPartitions));
    tickers.add(every("Giving back what was not heard of", SWEEP, engine.dispatcher()::reconcile));
    tickers.add(every("Removing old rows", UPKEEP, engine::removeOld));
    tickers.add(every("Calling off expired tasks", EXPIRY, engine::expire));
    tickers.add(every("Removing what has expired", EXPIRY, engine::purge));
    tickers.add(every("Adding up tallies", EXPIRY, engine::fold));
    tickers.add(every("Telling of what is due", TELLING, engine::tell));
    tickers.add(every("Telling what days bring", EXPIRY, engine::tellDays));
    tickers.add(rollups(engine));
    tickers.add(every("Sweeping dependencies", SWEEP, engine::sweepDependencies));
    tickers.forEach(Ticker::start);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Looks now and then, and just when the next task that it knows of is due. */
  private Ticker promotion(Engine engine, Ticker claim) {
    var alarm = new Alarm(vertx, means.sources().clock(), PROMOTION);
    var ticker =
        every(
            "Queueing due tasks",
            PROMOTION,
            () ->
                engine
                    .promote()
                    .onSuccess(
                        promoted -> {
                          if (promoted.moved() > 0) {
                            claim.wake();
                          }
                          alarm.set(promoted.nextAt());
                        }));
    alarm.onRing(ticker::wake);
    means.bus().listen(ExecutionDeferred.class, deferred -> alarm.set(deferred.runAt()));
    return ticker;
  }

  /** Looks now and then, and just when the next schedule that it knows of is due. */
  private Ticker firing(Engine engine) {
    var alarm = new Alarm(vertx, means.sources().clock(), FIRING);
    var again = new Alarm(vertx, means.sources().clock(), FIRING);
    var ticker =
        every(
            "Firing schedules",
            FIRING,
            () ->
                engine
                    .fire()
                    .onSuccess(
                        fired -> {
                          if (fired.looked() == Engine.FIRING_BATCH && fired.fired() > 0) {
                            again.set(means.sources().clock().instant());
                          }
                          alarm.set(fired.nextAt());
                        }));
    alarm.onRing(ticker::wake);
    again.onRing(ticker::wake);
    means.bus().listen(ScheduleSet.class, set -> alarm.set(set.fireAt()));
    return ticker;
  }

  /** Looks now and then, and again at once while there is more. */
  private Ticker rollups(Engine engine) {
    var again = new Alarm(vertx, means.sources().clock(), ROLLUP);
    var ticker =
        every(
            "Adding up executions",
            ROLLUP,
            () ->
                engine
                    .rollUp()
                    .onSuccess(
                        more -> {
                          if (more) {
                            again.set(means.sources().clock().instant());
                          }
                        }));
    again.onRing(ticker::wake);
    return ticker;
  }

  private Ticker every(String name, Duration pause, Supplier<Future<?>> work) {
    return new Ticker(vertx, name, Pace.every(pause, means.sources().random()), work);
  }

  @Override
  public Future<?> stop() {
    var stopped = tickers.stream().map(Ticker::stop).toList();
    return Future.join(stopped)
        .transform(all -> engine == null ? Future.succeededFuture() : engine.leave());
  }
}
