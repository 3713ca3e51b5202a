package dev.errand.events;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.errand.core.bus.Bus;
import dev.errand.core.egress.Egress;
import dev.errand.core.egress.EgressSettings;
import dev.errand.core.event.EventsWritten;
import dev.errand.core.ticker.Pace;
import dev.errand.core.ticker.Ticker;
import dev.errand.core.webhook.DeliveryCommand.RemoveDeliveries;
import dev.errand.events.forward.Forwarder;
import dev.errand.events.webhook.FanOutPass;
import dev.errand.events.webhook.Postman;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Takes events to webhooks, and tasks of relayed namespaces to other Errands. Every node does; they
 * share the work. Stop it before what it asks over the bus.
 */
public final class DeliveryVerticle extends VerticleBase {

  private static final Duration BRIEFLY = Duration.ofMillis(100);
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Duration UPKEEP = Duration.ofMinutes(10);
  private static final int REMOVED = 5_000;
  private static final int STOP_SECONDS = 3;

  private final Means means;
  private final List<Ticker> tickers = new ArrayList<>();
  private final List<Supplier<Future<Void>>> ends = new ArrayList<>();

  /**
   * What the verticle works with.
   *
   * @param receivers the way to webhooks
   * @param peers the way to other Errands
   * @param settings how it works
   * @param clock of all of it
   * @param random of pauses
   * @param registry counts calls
   */
  public record Means(
      Bus bus,
      Egress receivers,
      Egress peers,
      Settings settings,
      InstantSource clock,
      RandomGenerator random,
      MeterRegistry registry) {}

  /**
   * How it works.
   *
   * @param node names this one among all
   * @param source that events name
   * @param egress which services relays may lead to
   * @param timeout of a call to a webhook
   * @param each calls to one webhook at a time
   * @param retention for how long deliveries are remembered
   */
  public record Settings(
      String node,
      String source,
      EgressSettings egress,
      Duration timeout,
      int each,
      Duration retention) {}

  /** One for each process. */
  public DeliveryVerticle(Means means) {
    this.means = means;
  }

  @Override
  public Future<?> start() {
    var settings = means.settings();
    var bus = means.bus();
    var clock = means.clock();
    var postman =
        new Postman(
            new Postman.Means(
                bus,
                means.receivers(),
                settings.timeout(),
                settings.each(),
                clock,
                means.random(),
                means.registry()));
    var forwarder =
        new Forwarder(
            new Forwarder.Means(bus, means.peers(), settings.egress(), clock, means.random()));
    var delivering = often("Delivering to webhooks", postman::runOnce);
    postman.onFreed(delivering::wake);
    var forwarding = often("Relaying tasks", forwarder::runOnce);
    forwarder.onFreed(forwarding::wake);
    fanOut(new FanOutPass(bus, clock, settings.node(), settings.source()), delivering, forwarding);
    var removing =
        new Ticker(
            vertx, "Removing old deliveries", Pace.every(UPKEEP, means.random()), this::remove);
    ends.add(postman::stop);
    ends.add(forwarder::stop);
    tickers.addAll(List.of(delivering, forwarding, removing));
    tickers.forEach(Ticker::start);
    return Future.succeededFuture();
  }

  private void fanOut(FanOutPass pass, Ticker delivering, Ticker forwarding) {
    ends.add(pass::release);
    var again = new Runnable[1];
    var ticker =
        often(
            "Reading events for webhooks and relays",
            () ->
                pass.runOnce()
                    .onSuccess(
                        written -> {
                          if (written) {
                            delivering.wake();
                            forwarding.wake();
                            again[0].run();
                          }
                        }));
    again[0] = ticker::wake;
    means
        .bus()
        .listen(
            EventsWritten.class,
            told -> {
              if (pass.following()) {
                ticker.wake();
              }
            });
    tickers.add(ticker);
  }

  private Ticker often(String name, Supplier<? extends Future<?>> work) {
    return new Ticker(vertx, name, new Pace(BRIEFLY, IDLE, 0.1, means.random()), work);
  }

  private Future<?> remove() {
    var before = means.clock().instant().minus(means.settings().retention());
    return means
        .bus()
        .request(new RemoveDeliveries(before, REMOVED))
        .compose(removed -> removed == REMOVED ? remove() : Future.succeededFuture());
  }

  /** What takes longer than seconds is left: it is made again when its time is up. */
  @Override
  public Future<?> stop() {
    return Future.join(tickers.stream().map(Ticker::stop).toList())
        .timeout(STOP_SECONDS, SECONDS)
        .transform(
            stopped ->
                Future.join(ends.stream().map(Supplier::get).toList())
                    .timeout(STOP_SECONDS, SECONDS))
        .transform(ended -> Future.succeededFuture());
  }
}
