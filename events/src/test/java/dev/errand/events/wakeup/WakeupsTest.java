package dev.errand.events.wakeup;

import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.bus.Bus;
import dev.errand.core.lease.ExecutionsQueued;
import dev.errand.core.lease.ExecutionsQueuedElsewhere;
import dev.errand.events.nats.NatsAccess;
import dev.errand.events.nats.NatsLink;
import dev.errand.events.nats.NatsSettings;
import dev.errand.events.nats.NatsStatus;
import dev.errand.events.testing.NatsServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one NATS server. */
final class WakeupsTest {

  private NatsServer nats;

  @BeforeEach
  void start() {
    nats = NatsServer.started();
  }

  @AfterEach
  void stop() {
    if (nats != null) { // where there is no server to start, the tests are skipped
      nats.close();
    }
  }

  @Test
  void what_one_node_queues_wakes_the_other_and_not_itself() throws TimeoutException {
    try (var one = new Node(nats);
        var other = new Node(nats)) {
      eventually("connected", () -> one.status.connected() && other.status.connected());
      one.bus.publish(new ExecutionsQueued());
      eventually("woken", () -> other.woken.get() == 1);
      other.bus.publish(new ExecutionsQueued());
      eventually("woken in turn", () -> one.woken.get() == 1);
      assertEquals(1, other.woken.get());
    }
  }

  @Test
  void many_changes_of_a_moment_are_told_together() throws TimeoutException {
    try (var one = new Node(nats);
        var other = new Node(nats)) {
      eventually("connected", () -> one.status.connected() && other.status.connected());
      for (int i = 0; i < 1000; i++) {
        one.bus.publish(new ExecutionsQueued());
      }
      eventually("woken", () -> other.woken.get() >= 1);
      assertTrue(other.woken.get() < 500, () -> "woken " + other.woken + " times");
    }
  }

  @Test
  void wake_ups_work_again_after_nats_was_away() throws TimeoutException {
    try (var one = new Node(nats);
        var other = new Node(nats)) {
      eventually("connected", () -> one.status.connected() && other.status.connected());
      nats.stop();
      eventually("away", () -> !one.status.connected() && !other.status.connected());
      one.bus.publish(new ExecutionsQueued());
      nats.start();
      eventually("back", () -> one.status.connected() && other.status.connected());
      eventually(
          "woken",
          () -> {
            one.bus.publish(new ExecutionsQueued());
            return other.woken.get() > 0;
          });
    }
  }

  /** What stands for a node: a bus of its own, and a link. */
  private static final class Node implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final NatsStatus status = new NatsStatus();
    private final AtomicInteger woken = new AtomicInteger();
    private final NatsLink link;

    Node(NatsServer nats) {
      var settings =
          new NatsSettings(
              List.of(nats.url()),
              NatsAccess.OPEN,
              "node",
              Duration.ofMillis(50),
              NatsSettings.Stream.USUAL);
      link = NatsLink.to(vertx, settings, status);
      new Wakeups(vertx, bus, link);
      bus.listen(ExecutionsQueuedElsewhere.class, queued -> woken.incrementAndGet());
      link.open();
    }

    @Override
    public void close() throws TimeoutException {
      link.close().await(60, TimeUnit.SECONDS);
      vertx.close().await(60, TimeUnit.SECONDS);
    }
  }
}
