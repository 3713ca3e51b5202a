package dev.errand.app.consul;

import dev.errand.core.egress.Directory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.consul.ConsulClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Finds peers by their name in Consul. A service is followed from the first time it is asked for.
 */
public final class ConsulDirectory implements Directory {

  private final Vertx vertx;
  private final ConsulClient client;
  private final RandomGenerator random;
  private final Map<String, Peers> services = new ConcurrentHashMap<>();

  /**
   * @param random of the jitter between two tries while Consul is away
   */
  public ConsulDirectory(Vertx vertx, ConsulAgent agent, RandomGenerator random) {
    this.vertx = vertx;
    this.client = agent.client(vertx, Peers.WAIT);
    this.random = random;
  }

  @Override
  public Future<SocketAddress> instanceOf(String service) {
    return services.computeIfAbsent(service, name -> new Peers(vertx, name, client, random)).next();
  }

  @Override
  public boolean leaveOut(String service, SocketAddress instance) {
    var peers = services.get(service);
    return peers != null && peers.leaveOut(instance);
  }

  /** Follows nobody any more; queries in flight are dropped. */
  public Future<Void> close() {
    var stopped = services.values().stream().map(Peers::stop).toList();
    client.close();
    return Future.join(stopped).mapEmpty();
  }
}
