package dev.errand.app.consul;

import io.vertx.core.Vertx;
import io.vertx.ext.consul.ConsulClient;
import io.vertx.ext.consul.ConsulClientOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The Consul agent that this node talks to.
 *
 * @param token its access token; null if it wants none
 */
public record ConsulAgent(String host, int port, @Nullable String token) {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /**
   * @param wait how long the agent may hold an answer back; zero for plain requests
   */
  ConsulClient client(Vertx vertx, Duration wait) {
    ConsulClientOptions options =
        new ConsulClientOptions()
            .setHost(host)
            .setPort(port)
            // Consul itself adds up to a sixteenth to the wait.
            .setTimeout(wait.plus(wait.dividedBy(16)).plus(TIMEOUT).toMillis());
    options.setConnectTimeout((int) TIMEOUT.toMillis());
    return ConsulClient.create(vertx, token == null ? options : options.setAclToken(token));
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
