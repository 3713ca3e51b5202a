package dev.errand.app.consul;

import dev.errand.core.ticker.Pace;
import dev.errand.core.ticker.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.consul.ConsulClient;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node listed in Consul from {@link #start} to {@link #stop}: it registers, looks every
 * few seconds whether the agent still knows the node, and tries again while the agent is away. The
 * service never waits for it and never fails because of it. Methods may be called from any thread.
 */
public final class Registrar {

  private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final ConsulAgent agent;
  private final Instance instance;
  private final ConsulClient client;
  private final Ticker ticker;

  private volatile State state = State.UNREGISTERED;

  /** What is known of Consul, so that only changes are logged. */
  public enum State {
    UNREGISTERED,
    REGISTERED,
    AWAY
  }

  /**
   * @param random of the jitter between two looks
   */
  public Registrar(Vertx vertx, ConsulAgent agent, Instance instance, RandomGenerator random) {
    this.agent = agent;
    this.instance = instance;
    this.client = agent.client(vertx, Duration.ZERO);
    this.ticker =
        new Ticker(
            vertx,
            "Registration with Consul",
            new Pace(FIRST_RETRY, LOOK, 0.1, random),
            this::runOnce);
  }

  /** Registers in the background. To be called when the node is ready. */
  public void start() {
    ticker.start();
  }

  /** Looks once, and registers if the agent does not know this node. Never fails. */
  Future<Void> runOnce() {
    return client
        .localServices()
        .map(known -> known.stream().anyMatch(service -> instance.id().equals(service.getId())))
        .compose(known -> known ? listed() : register())
        .transform(
            done -> {
              enter(done.succeeded() ? State.REGISTERED : State.AWAY, done.cause());
              return Future.succeededFuture();
            });
  }

  private Future<Void> listed() {
    if (state == State.AWAY) {
      LOG.info("Consul at {} can be used again, and still lists {}", agent, instance.id());
    }
    return Future.succeededFuture();
  }

  private Future<Void> register() {
    boolean forgotten = state == State.REGISTERED;
    return client
        .registerService(instance.registration())
        .onSuccess(
            done ->
                LOG.info(
                    "{} with Consul at {} as {}",
                    forgotten ? "Registered again" : "Registered",
                    agent,
                    instance.id()));
  }

  private void enter(State next, Throwable failure) {
    if (next == State.AWAY && state != State.AWAY) {
      LOG.warn(
          "Consul at {} cannot be used and will be tried again: {}", agent, failure.getMessage());
    }
    state = next;
  }

  /** For the health report. */
  public State state() {
    return state;
  }

  /**
   * Takes this node off the list. Comes first when the service stops, so that no new callers are
   * sent here. Never fails: an agent that is away removes the node by its check.
   */
  public Future<Void> stop() {
    return ticker
        .stop()
        .compose(
            stopped ->
                state == State.REGISTERED
                    ? client.deregisterService(instance.id())
                    : Future.succeededFuture())
        .onFailure(
            failure ->
                LOG.warn("Could not deregister from Consul at {}: {}", agent, failure.getMessage()))
        .otherwiseEmpty()
        .onComplete(
            done -> {
              state = State.UNREGISTERED;
              client.close();
            });
  }
}
