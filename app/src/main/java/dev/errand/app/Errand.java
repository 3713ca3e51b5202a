package dev.errand.app;

import dev.errand.app.config.Config;
import dev.errand.app.config.Settings;
import dev.errand.app.consul.ConsulAgent;
import dev.errand.app.consul.ConsulDirectory;
import dev.errand.app.lifecycle.Stops;
import dev.errand.core.bus.Bus;
import dev.errand.core.egress.Directory;
import dev.errand.core.egress.Egress;
import dev.errand.core.engine.EngineVerticle;
import dev.errand.core.executor.ExecutorVerticle;
import dev.errand.core.executor.Executors;
import dev.errand.core.identity.Ids;
import dev.errand.core.persistence.PersistenceVerticle;
import dev.errand.core.postgres.Coalescer;
import dev.errand.core.postgres.Pg;
import dev.errand.core.task.Tasks;
import dev.errand.core.tasktype.TaskTypes;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

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
  private final Config config;
  private final Consumer<String> notices;
  private final InstantSource clock = InstantSource.system();
  private final SecureRandom random = new SecureRandom();
  private final Stops stops = new Stops(STOP);

  /**
   * @param vertx belongs to the service from now on, which closes it
   * @param notices takes lines for the person who watches the start
   */
  public Errand(Vertx vertx, Config config, Consumer<String> notices) {
    this.vertx = vertx;
    this.config = config;
    this.notices = notices;
  }

  /**
   * Returns when the service is ready. After a failure, {@link #stop} ends what had been started.
   */
  public void start() {
    OpenDatabase database = OpenDatabase.open(config, notices);
    stops.addBlocking("the database", STOP, database::close);
    database.migrate();
    stops.add("Vert.x", BRIEFLY, vertx::close);

    ModuleSettings settings = new ModuleSettings(config);
    Executors executors = Executors.load(settings.executors());
    TaskTypes types = new TaskTypes(executors.taskTypes());
    Ids ids = new Ids(clock, random);
    Bus bus = new Bus(vertx);
    Pg pg = Pg.open(vertx, settings.postgres(database.address()));
    stops.add("the database clients", BRIEFLY, pg::close);
    var limits =
        new Coalescer.Limits(
            config.get(Settings.ENGINE_BATCH_SIZE), 1, config.get(Settings.DB_QUEUE_LIMIT));
    deploy(
        "persistence",
        new PersistenceVerticle(bus, new Tasks.Means(pg, types, ids, clock, limits)));

    Egress egress = new Egress(vertx, settings.egress(), directory());
    stops.add("outgoing calls", BRIEFLY, egress::close);
    deploy("the executors", new ExecutorVerticle(bus, executors, egress, clock));
    if (config.get(Settings.ENGINE_ENABLED)) {
      var sources = new EngineVerticle.Sources(ids, clock, random);
      var means =
          new EngineVerticle.Means(
              bus, settings.engine(ids.next().toString()), types, executors.taskTypes(), sources);
      deploy("the engine", new EngineVerticle(means));
    }
  }

  private Directory directory() {
    return config
        .find(Settings.CONSUL_HOST)
        .<Directory>map(
            host -> {
              ConsulDirectory directory = new ConsulDirectory(vertx, agent(host), random);
              stops.add("looking for peers", BRIEFLY, directory::close);
              return directory;
            })
        .orElse(Directory.NONE);
  }

  private ConsulAgent agent(String host) {
    return new ConsulAgent(
        host, config.get(Settings.CONSUL_PORT), config.find(Settings.CONSUL_TOKEN).orElse(null));
  }

  /** Deploys a verticle, and undeploys it in its turn. */
  private void deploy(String name, Deployable verticle) {
    try {
      String id = vertx.deployVerticle(verticle).await(START.toSeconds(), TimeUnit.SECONDS);
      stops.add(name, STOP, () -> vertx.undeploy(id));
    } catch (TimeoutException e) {
      throw new IllegalStateException("Starting " + name + " took too long", e);
    }
  }

  /** Stops in order, within 30 seconds. May be called at any time, from any thread, repeatedly. */
  public void stop() {
    stops.run();
  }
}
