package dev.errand.core.egress;

import dev.errand.executor.Http;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where a request would go, and whether it may. A name is resolved once, all its
 * addresses are checked, and the connection is made to one of them, so that a name that changes its
 * address in between gains nothing. Thread-safe.
 *
 * @param threads that block in the resolver, so that the caller's can be interrupted
 */
record Lookup(AddressRules rules, Resolver resolver, Directory directory, WorkerExecutor threads) {

  /**
   * Where a request goes.
   *
   * @param name of the host, for its circuit breaker and its limit of calls
   * @param host as the server is to be told
   * @param port the same
   * @param addresses checked, one at least
   * @param instance of a service; null if it is none
   */
  record Route(
      String name,
      String host,
      int port,
      List<InetAddress> addresses,
      @Nullable SocketAddress instance) {}

  /**
   * The way to the request's target.
   *
   * @throws Http.Refused if the rules forbid one of the addresses
   */
  Route route(Hop hop, Deadline deadline)
      throws IOException, InterruptedException, TimeoutException {
    Target target = hop.target();
    if (hop.trusted() && ServiceName.isHost(target.host())) {
      return routeToService(target, deadline);
    }
    List<InetAddress> addresses = resolve(target.host(), deadline);
    if (!hop.trusted() && !rules.allowsName(target.host())) {
      for (InetAddress address : addresses) {
        check(target, address);
      }
    }
    return new Route(target.origin(), target.host(), target.port(), addresses, null);
  }

  /** True if another instance of the service is called from now on, instead of this one. */
  boolean leavesOut(Hop hop, Route route) {
    return route.instance() != null
        && directory.leaveOut(ServiceName.fromHost(hop.target().host()), route.instance());
  }

  private Route routeToService(Target target, Deadline deadline)
      throws IOException, InterruptedException, TimeoutException {
    SocketAddress instance =
        deadline.await(directory.instanceOf(ServiceName.fromHost(target.host())));
    String host = instance.host();
    String name = "%s at %s:%d".formatted(target, host, instance.port());
    return new Route(name, host, instance.port(), resolve(host, deadline), instance);
  }

  private List<InetAddress> resolve(String host, Deadline deadline)
      throws IOException, InterruptedException, TimeoutException {
    try {
      return deadline.await(threads.executeBlocking(() -> resolver.resolve(host), false));
    } catch (UnknownHostException e) {
      throw new IOException("The host name %s cannot be resolved".formatted(host), e);
    }
  }

  private void check(Target target, InetAddress address) throws Http.Refused {
    String objection = rules.objection(address);
    if (objection != null) {
      throw new Http.Refused(
          "%s resolves to %s, which tasks may not call; the operator can allow it with EGRESS_ALLOW"
              .formatted(target, objection));
    }
  }
}
