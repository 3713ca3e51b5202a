package dev.errand.app.metrics;

import dev.errand.core.bus.Bus;
import dev.errand.core.egress.Egress;
import dev.errand.core.event.EventQuery.GetLag;
import dev.errand.core.event.EventQuery.Lag;
import dev.errand.core.execution.ExecutionTimers;
import dev.errand.core.fanout.CountBacklogs;
import dev.errand.core.fanout.CountBacklogs.Backlog;
import dev.errand.core.fanout.CountBacklogs.Backlogs;
import dev.errand.core.lease.LeaseQuery.GetQueueDepth;
import dev.errand.core.lease.LeaseQuery.QueueDepth;
import dev.errand.core.worker.ExecutionsSettled;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The registry of the process, and what is read from the database when somebody scrapes it: at most
 * once in {@link #FRESH}, since counting a long queue takes a while. May be used from any thread.
 */
public final class Metrics implements AutoCloseable {

  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final int PATIENCE_SECONDS = 2;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final InstantSource clock;
  private final TaskGauges tasks;
  private volatile Reading reading = new Reading(Instant.EPOCH, null, null, null);

  /** What was last read from the database. */
  private record Reading(
      Instant at, @Nullable QueueDepth depth, @Nullable Lag lag, @Nullable Backlogs backlogs) {}

  /** Counts the JVM at once, all else as it is bound. */
  public Metrics(InstantSource clock) {
    this.clock = clock;
    tasks = new TaskGauges(registry, clock);
    registry.config().meterFilter(MeterFilter.replaceTagValues("route", Metrics::route));
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    gc.bindTo(registry);
    gauge("errand.queue.ready", "Executions that may be taken now", depth(QueueDepth::ready));
    gauge("errand.queue.deferred", "Tasks whose time lies ahead", depth(QueueDepth::deferred));
    gauge("errand.queue.running", "Executions that somebody holds", depth(QueueDepth::running));
    gauge(
        "errand.queue.oldest.seconds",
        "Age of the oldest execution that may be taken",
        depth(depth -> age(depth.oldestReadyAt())));
    countBacklog("errand.webhook", "deliveries to webhooks", Backlogs::deliveries);
    countBacklog("errand.notifications", "notifications", Backlogs::notifications);
  }

  private void countBacklog(String name, String what, Function<Backlogs, Backlog> kind) {
    gauge(
        name + ".waiting",
        "Of " + what + ", those that are to be tried, up to 10,001",
        backlog(all -> kind.apply(all).waiting()));
    gauge(
        name + ".overdue.seconds",
        "Of " + what + ", for how long the first one has been due",
        backlog(all -> Math.max(0, age(kind.apply(all).dueSince()))));
  }

  /**
   * Counts events that wait to be published: where they are published, else they wait for nobody.
   */
  public void countEvents() {
    gauge("errand.outbox.waiting", "Events not yet published, up to 10,001", lag(Lag::waiting));
    gauge(
        "errand.outbox.oldest.seconds",
        "Age of the oldest event not yet published",
        lag(lag -> age(lag.oldestAt())));
  }

  /** Counts what remote workers do; what engines do they count themselves. */
  public void countWorkers(Bus bus) {
    var timers = new ExecutionTimers(registry);
    bus.listen(
        ExecutionsSettled.class,
        settled ->
            settled.all().forEach(one -> timers.ended(one.type(), one.status(), one.took())));
  }

  /** Counts outgoing calls, and those that wait for others to the same host. */
  public void countCalls(Egress egress) {
    Gauge.builder("errand.egress.calls", egress, out -> out.load().underWay())
        .description("Outgoing calls under way")
        .register(registry);
    Gauge.builder("errand.egress.waiting", egress, out -> out.load().waiting())
        .description("Outgoing calls that wait, as their host has as many as it may")
        .register(registry);
    FunctionCounter.builder("errand.egress.busy", egress, out -> out.load().turnedAway())
        .description("Outgoing calls that have waited in vain for others to the same host")
        .register(registry);
  }

  /** Where other parts count. */
  public MeterRegistry registry() {
    return registry;
  }

  /** A Vert.x instance whose HTTP server and pools count here. */
  public Vertx vertx(VertxOptions options) {
    var metrics =
        new MicrometerMetricsOptions()
            .setEnabled(true)
            .setLabels(
                java.util.EnumSet.of(
                    Label.HTTP_ROUTE,
                    Label.HTTP_METHOD,
                    Label.HTTP_CODE,
                    Label.POOL_TYPE,
                    Label.POOL_NAME))
            // The bus is counted by what it carries, and the rest by what it serves.
            .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS)
            .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT)
            .addDisabledMetricsCategory(MetricsDomain.NET_SERVER)
            .addDisabledMetricsCategory(MetricsDomain.DATAGRAM_SOCKET)
            .addDisabledMetricsCategory(MetricsDomain.VERTICLES);
    return Vertx.builder()
        .with(new VertxOptions(options).setMetricsOptions(metrics))
        .withMetrics(new MicrometerMetricsFactory(registry))
        .build();
  }

  /** All metrics in Prometheus' text format. While the database is away its values are missing. */
  public Future<String> scrape(Bus bus) {
    if (reading.at().plus(FRESH).isAfter(clock.instant())) {
      return Future.succeededFuture(registry.scrape());
    }
    var depth = bus.request(new GetQueueDepth());
    var lag = bus.request(new GetLag("nats"));
    var backlogs = bus.request(new CountBacklogs());
    return Future.join(depth, lag, backlogs, tasks.refresh(bus))
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .transform(
            read -> {
              reading =
                  new Reading(
                      clock.instant(),
                      depth.succeeded() ? depth.result() : null,
                      lag.succeeded() ? lag.result() : null,
                      backlogs.succeeded() ? backlogs.result() : null);
              return Future.succeededFuture(registry.scrape());
            });
  }

  /** A route below a router of its own is counted under its whole path, not under each part. */
  private static String route(String routes) {
    return routes.isEmpty() ? "none" : routes.replaceAll("^(.*?)/?>(?:\\1/?>)*/?", "$1/");
  }

  private void gauge(String name, String description, ToDoubleFunction<Metrics> value) {
    Gauge.builder(name, this, value).description(description).register(registry);
  }

  private static ToDoubleFunction<Metrics> depth(ToDoubleFunction<QueueDepth> value) {
    return metrics -> {
      var depth = metrics.reading.depth();
      return depth == null ? Double.NaN : value.applyAsDouble(depth);
    };
  }

  private static ToDoubleFunction<Metrics> lag(ToDoubleFunction<Lag> value) {
    return metrics -> {
      var lag = metrics.reading.lag();
      return lag == null ? Double.NaN : value.applyAsDouble(lag);
    };
  }

  private static ToDoubleFunction<Metrics> backlog(ToDoubleFunction<Backlogs> value) {
    return metrics -> {
      var backlogs = metrics.reading.backlogs();
      return backlogs == null ? Double.NaN : value.applyAsDouble(backlogs);
    };
  }

  private double age(@Nullable Instant since) {
    return since == null ? 0 : Duration.between(since, clock.instant()).toMillis() / 1000.0;
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
