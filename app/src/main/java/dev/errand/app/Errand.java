package dev.errand.app;

import dev.errand.api.HttpApi;
import dev.errand.api.HttpApiVerticle;
import dev.errand.api.contract.Contract;
import dev.errand.api.exchange.FileExport;
import dev.errand.api.identity.Gatekeeper;
import dev.errand.api.identity.IdentityMeans;
import dev.errand.api.task.TaskEndpoints;
import dev.errand.api.trigger.ContractDrafting;
import dev.errand.app.backup.DataBackup;
import dev.errand.app.config.Config;
import dev.errand.app.config.ConfigMistakes;
import dev.errand.app.config.Settings;
import dev.errand.app.consul.ConsulAgent;
import dev.errand.app.consul.ConsulDirectory;
import dev.errand.app.consul.LocalAddress;
import dev.errand.app.consul.Registrar;
import dev.errand.app.demo.DemoTenant;
import dev.errand.app.demo.SampleUpstream;
import dev.errand.app.health.Health;
import dev.errand.app.lifecycle.Stops;
import dev.errand.app.metrics.Metrics;
import dev.errand.core.bus.Bus;
import dev.errand.core.coalesce.Coalescer;
import dev.errand.core.egress.Directory;
import dev.errand.core.egress.Egress;
import dev.errand.core.engine.EngineVerticle;
import dev.errand.core.executor.ExecutorVerticle;
import dev.errand.core.executor.Executors;
import dev.errand.core.identity.Ids;
import dev.errand.core.persistence.Outside;
import dev.errand.core.persistence.PersistenceVerticle;
import dev.errand.core.postgres.Pg;
import dev.errand.core.task.TaskFactory;
import dev.errand.core.task.Tasks;
import dev.errand.core.tasktype.TaskTypes;
import dev.errand.events.DeliveryVerticle;
import dev.errand.events.EventsVerticle;
import dev.errand.events.nats.NatsSettings;
import dev.errand.events.nats.NatsStatus;
import dev.errand.events.notification.ChannelStatus;
import dev.errand.events.notification.NotificationVerticle;
import dev.errand.events.relay.RelaySettings;
import dev.errand.migrations.SchemaVersion;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The service in one process: what is started, in which order. Each part leaves behind how to stop
 * it, and stopping goes the other way round: first nobody is sent here any more, then nothing new
 * is taken on, then what runs is finished or handed back, and what it wrote to is closed last. The
 * methods block; for the threads that start and stop the process.
 */
public final class Errand {

  private static final Duration STOP = Duration.ofSeconds(30);
  private static final Duration BRIEFLY = Duration.ofSeconds(5);
  private static final Duration START = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final Metrics metrics;
  private final Config config;
  private final Consumer<String> notices;

  /** As fine as the database keeps times: what is answered at once is what is read later. */
  private final InstantSource clock =
      InstantSource.tick(InstantSource.system(), ChronoUnit.MICROS.getDuration());

  private final SecureRandom random = new SecureRandom();
  private final Ids ids = new Ids(clock, random);
  private final Stops stops = new Stops(STOP);

  /**
   * @param metrics whose {@link Metrics#vertx} belongs to the service from now on, which closes
   *     both
   * @param notices takes lines for the person who watches the start
   */
  public Errand(Metrics metrics, Vertx vertx, Config config, Consumer<String> notices) {
    this.metrics = metrics;
    this.vertx = vertx;
    this.config = config;
    this.notices = notices;
  }

  /** What all parts share. */
  private record Foundation(
      Bus bus,
      Pg pg,
      Executors executors,
      TaskTypes types,
      SchemaVersion schema,
      Egress egress,
      Contract contract) {

    TaskEndpoints.Means means(Ids ids, InstantSource clock) {
      return new TaskEndpoints.Means(bus, types, ids, clock);
    }
  }

  /**
   * Returns when the service is ready, with the port that it listens on. After a failure, {@link
   * #stop} ends what had been started.
   *
   * @param demo whether to add sample upstreams and a sample tenant
   */
  public int start(boolean demo) {
    var sample = demo ? await(SampleUpstream.start(vertx, clock)) : null;
    var settings = new ModuleSettings(config, sample);
    var foundation = foundation(settings);
    var nats = relay(foundation, settings);
    var egress = foundation.egress();
    deliver(foundation, settings);
    runExecutions(foundation, settings, egress);
    var channels = new ChannelStatus(metrics.registry());
    sendNotifications(foundation.bus(), settings, egress, channels);
    if (demo) {
      await(
          new DemoTenant(foundation.bus(), new TaskFactory(foundation.types(), ids, clock)).fill());
    }
    var parts = new ServiceParts(foundation.bus(), foundation.pg(), config);
    var consul = new AtomicReference<@Nullable Registrar>();
    var health =
        new Health(
            ServiceParts.identity(config),
            parts.all(foundation.schema().expected(), nats, consul::get, channels));
    var gatekeeper = gatekeeper(settings, foundation.bus(), egress);
    int port =
        serve(
            new HttpApi(
                settings.http(),
                foundation.contract(),
                foundation.means(ids, clock),
                gatekeeper,
                settings.feed(),
                new Management(health, metrics, foundation.bus())::mount));
    register(port, foundation.types(), consul);
    stops.add(
        "being ready",
        BRIEFLY,
        () -> {
          health.stopping();
          return Future.succeededFuture();
        });
    return port;
  }

  private Foundation foundation(ModuleSettings settings) {
    var executors = Executors.load(settings.executors());
    var types =
        new TaskTypes(
            executors.taskTypes(), config.find(Settings.REQUIRED_EVIDENCE).orElse(Map.of()));
    var database = OpenDatabase.open(config, notices);
    stops.addBlocking("the database", STOP, database::close);
    var schema = database.migrate();
    stops.add("Vert.x", BRIEFLY, () -> vertx.close().onComplete(closed -> metrics.close()));
    var bus = new Bus(vertx);
    var pg = Pg.open(vertx, settings.postgres(database.address()));
    stops.add("the database clients", BRIEFLY, pg::close);
    metrics.countWorkers(bus);
    var contract = await(Contract.load(vertx));
    var egress = egress(settings);
    var limits =
        new Coalescer.Limits(
            config.get(Settings.ENGINE_BATCH_SIZE), 1, config.get(Settings.DB_QUEUE_LIMIT));
    deploy(
        "persistence",
        () ->
            new PersistenceVerticle(
                    bus,
                    new Tasks.Means(pg, types, ids, clock, limits),
                    EvidenceStores.of(config.get(Settings.EVIDENCE_STORE), pg, vertx),
                    random)
                .levels(settings.levels(egress))
                .calendar(settings.calendar(egress))
                .fields(settings.fields(egress))
                .outside(new Outside(settings.egress(), config.get(Settings.SERVICE_NAME)))
                .drafting(new ContractDrafting(contract)));
    return new Foundation(bus, pg, executors, types, schema, egress, contract);
  }

  /** Publishes events and receives those of others, where NATS is configured. */
  private @Nullable NatsStatus relay(Foundation foundation, ModuleSettings settings) {
    var servers = config.find(Settings.NATS_URL);
    if (servers.isEmpty()) {
      return null;
    }
    metrics.countEvents();
    var status = new NatsStatus();
    var relay = RelaySettings.of(ids.next().toString(), config.get(Settings.SERVICE_NAME));
    var nats = NatsSettings.of(servers.get(), settings.natsAccess());
    var means =
        new EventsVerticle.Means(
            foundation.bus(), nats, relay, status, clock, random, settings.inbox());
    deploy("the relay of events", () -> new EventsVerticle(means));
    return status;
  }

  /** Takes events to webhooks, and tasks to other services. */
  private void deliver(Foundation foundation, ModuleSettings settings) {
    var receivers = new Egress(vertx, settings.receivers(), Directory.NONE);
    stops.add("calls to webhooks", BRIEFLY, receivers::close);
    var means =
        new DeliveryVerticle.Means(
            foundation.bus(),
            receivers,
            foundation.egress(),
            settings.deliveries(ids.next().toString()),
            clock,
            random,
            metrics.registry());
    deploy("deliveries", () -> new DeliveryVerticle(means));
  }

  private Egress egress(ModuleSettings settings) {
    var egress = new Egress(vertx, settings.egress(), directory());
    metrics.countCalls(egress);
    stops.add("outgoing calls", BRIEFLY, egress::close);
    return egress;
  }

  private void runExecutions(Foundation foundation, ModuleSettings settings, Egress egress) {
    var bus = foundation.bus();
    var executors = foundation.executors();
    executors
        .find(DataBackup.class)
        .ifPresent(backup -> backup.connect(new FileExport(foundation.means(ids, clock))));
    deploy("the executors", () -> new ExecutorVerticle(bus, executors, egress, clock));
    if (config.get(Settings.ENGINE_ENABLED)) {
      var means =
          new EngineVerticle.Means(
              bus,
              settings.engine(ids.next().toString()),
              foundation.types(),
              executors.taskTypes(),
              new EngineVerticle.Sources(ids, clock, random),
              metrics.registry(),
              () -> egress.load().waiting());
      deploy("the engine", () -> new EngineVerticle(means));
    }
  }

  private void sendNotifications(
      Bus bus, ModuleSettings settings, Egress egress, ChannelStatus status) {
    var timing = new NotificationVerticle.Timing(clock, random);
    var means =
        new NotificationVerticle.Means(bus, settings.notifications(), egress, ids, timing, status);
    deploy("notifications", () -> new NotificationVerticle(means));
  }

  private Gatekeeper gatekeeper(ModuleSettings settings, Bus bus, Egress egress) {
    try {
      return Gatekeeper.of(settings.access(), new IdentityMeans(vertx, bus, clock, egress));
    } catch (IllegalArgumentException wrong) {
      throw new ConfigMistakes(List.of("Callers cannot be checked: " + wrong.getMessage()));
    }
  }

  private int serve(HttpApi api) {
    var servers = new ConcurrentLinkedQueue<HttpApiVerticle>();
    deploy(
        "HTTP",
        () -> {
          var server = new HttpApiVerticle(api);
          servers.add(server);
          return server;
        },
        Runtime.getRuntime().availableProcessors());
    return servers.element().port();
  }

  private Directory directory() {
    var host = config.find(Settings.CONSUL_HOST);
    if (host.isEmpty()) {
      return Directory.NONE;
    }
    var directory = new ConsulDirectory(vertx, agent(host.get()), random);
    stops.add("looking for peers", BRIEFLY, directory::close);
    return directory;
  }

  private void register(int port, TaskTypes types, AtomicReference<@Nullable Registrar> holder) {
    var host = config.find(Settings.CONSUL_HOST);
    if (host.isEmpty()) {
      return;
    }
    try {
      var agent = agent(host.get());
      var address =
          config.find(Settings.SERVICE_ADDRESS).isPresent()
              ? config.find(Settings.SERVICE_ADDRESS).get()
              : LocalAddress.reachable(config.get(Settings.SERVICE_HOST), agent);
      var instance = ServiceParts.instance(config, types, address, port);
      var registrar = new Registrar(vertx, agent, instance, random);
      stops.add("the registration with Consul", BRIEFLY, registrar::stop);
      registrar.start();
      holder.set(registrar);
    } catch (IOException unknown) {
      throw new IllegalStateException(
          "The address for Consul cannot be found; set SERVICE_ADDRESS", unknown);
    }
  }

  private ConsulAgent agent(String host) {
    return new ConsulAgent(
        host, config.get(Settings.CONSUL_PORT), config.find(Settings.CONSUL_TOKEN).orElse(null));
  }

  private void deploy(String name, Supplier<? extends Deployable> verticle) {
    deploy(name, verticle, 1);
  }

  /** Deploys a verticle, and undeploys it in its turn. */
  private void deploy(String name, Supplier<? extends Deployable> verticle, int instances) {
    String id =
        await(vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances)));
    stops.add(name, STOP, () -> vertx.undeploy(id));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(START.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "A part of the service did not start within " + START.toSeconds() + " s", e);
    }
  }

  /** Stops in order, within 30 seconds. May be called at any time, from any thread, repeatedly. */
  public void stop() {
    stops.run();
  }
}
