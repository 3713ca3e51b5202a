package dev.errand.core.egress;

import dev.errand.executor.Http;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.net.URI;

/**
 * Knows where the services behind {@code consul://service-name} live. Asked anew for each call, so
 * that calls follow the healthy instances; may be asked from any thread and must not block.
 */
public interface Directory {

  /** Knows nobody: what is used when no Consul is configured. */
  Directory NONE =
      service ->
          Future.failedFuture(
              new Http.Refused(
                  "consul://%s cannot be looked up, since no Consul is configured: set CONSUL_HOST, or give the URL as http://host:port"
                      .formatted(service)));

  /**
   * The address of one healthy instance, chosen in turn; fails with an {@link java.io.IOException}
   * if there is none.
   *
   * @param service the name after {@code consul://}, in lower case
   */
  Future<SocketAddress> instanceOf(String service);

  /**
   * Has an instance that cannot be reached called no more, until there is news of the service;
   * answers false if it is the last one known, which stays.
   */
  default boolean leaveOut(String service, SocketAddress instance) {
    return false;
  }

  /**
   * Turns {@code consul://name/path} into an http URL that {@link java.net.http.HttpRequest}
   * accepts and that {@link Egress#sendTrusted} looks up here; other URLs stay as they are. To be
   * applied to each base URL that the operator configures.
   *
   * @throws IllegalArgumentException if the URL names no service
   */
  static URI callable(URI base) {
    return "consul".equalsIgnoreCase(base.getScheme()) ? ServiceName.callable(base) : base;
  }
}
