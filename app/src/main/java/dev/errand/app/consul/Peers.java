package dev.errand.app.consul;

import dev.errand.core.ticker.Pace;
import dev.errand.core.ticker.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.consul.BlockingQueryOptions;
import io.vertx.ext.consul.ConsulClient;
import io.vertx.ext.consul.ServiceEntry;
import io.vertx.ext.consul.ServiceEntryList;
import io.vertx.ext.consul.ServiceQueryOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The healthy instances of one service, followed by blocking queries: each is answered as soon as
 * something changed. While Consul is away the last known ones stay in use.
 */
final class Peers {

  private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

  static final Duration WAIT = Duration.ofSeconds(30);

  private static final Duration RETRY = Duration.ofMillis(250);
  private static final Duration SLOWEST_RETRY = Duration.ofSeconds(5);

  private final String service;
  private final ConsulClient client;
  private final Ticker ticker;
  private final Promise<Void> firstLook = Promise.promise();
  private final AtomicInteger turn = new AtomicInteger();

  private volatile List<SocketAddress> healthy = List.of();
  private volatile @Nullable Throwable failure;
  private long index;

  Peers(Vertx vertx, String service, ConsulClient client, RandomGenerator random) {
    this.service = service;
    this.client = client;
    this.ticker =
        new Ticker(
            vertx,
            "Following " + service,
            new Pace(RETRY, SLOWEST_RETRY, 0.1, random),
            this::runOnce);
    ticker.start();
  }

  /** The next one in turn, after the first look if there was none yet. */
  Future<SocketAddress> next() {
    return firstLook.future().compose(looked -> choose());
  }

  private Future<SocketAddress> choose() {
    List<SocketAddress> choice = healthy;
    if (choice.isEmpty()) {
      Throwable reason = failure;
      return Future.failedFuture(
          new IOException(
              reason == null
                  ? "Consul lists no healthy instance of " + service
                  : "Consul cannot be asked for " + service + ": " + reason.getMessage(),
              reason));
    }
    return Future.succeededFuture(choice.get(Math.floorMod(turn.getAndIncrement(), choice.size())));
  }

  /** Consul may take a while to notice what a caller has seen. */
  synchronized boolean leaveOut(SocketAddress instance) {
    var others = healthy.stream().filter(other -> !other.equals(instance)).toList();
    if (!others.isEmpty()) {
      healthy = others;
    }
    return !others.isEmpty();
  }

  private Future<Void> runOnce() {
    ServiceQueryOptions query =
        new ServiceQueryOptions()
            .setBlockingOptions(
                new BlockingQueryOptions().setIndex(index).setWait(WAIT.toSeconds() + "s"));
    return client
        .healthServiceNodesWithOptions(service, true, query)
        .transform(
            answer -> {
              if (answer.succeeded()) {
                take(answer.result());
              } else {
                lose(answer.cause());
              }
              firstLook.tryComplete();
              return Future.succeededFuture();
            });
  }

  /** Callers are told what is wrong; the log, that it has begun. */
  private void lose(Throwable cause) {
    if (failure == null) {
      LOG.warn(
          "Consul cannot be asked for {}, of which {} instances stay in use, and will be asked again: {}",
          service,
          healthy.size(),
          cause.getMessage());
    }
    failure = cause;
    index = 0;
  }

  private synchronized void take(ServiceEntryList answer) {
    if (failure != null) {
      LOG.info("Consul can be asked for {} again", service);
    }
    // An index that went back means that Consul lost its state: begin anew, as its manual asks.
    index = answer.getIndex() < index ? 0 : answer.getIndex();
    healthy = answer.getList().stream().map(Peers::address).toList();
    failure = null;
    ticker.wake();
  }

  private static SocketAddress address(ServiceEntry entry) {
    String own = entry.getService().getAddress();
    String host = own == null || own.isEmpty() ? entry.getNode().getAddress() : own;
    return SocketAddress.inetSocketAddress(entry.getService().getPort(), host);
  }

  Future<Void> stop() {
    return ticker.stop();
  }
}
