package dev.errand.bench.chaos;

import dev.errand.bench.nats.EventArchive;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Those who receive events, from before the first one is told. */
record Audience(Cluster cluster, WebhookReceiver webhook, StreamReader stream)
    implements AutoCloseable {

  private static final Duration WHILE = Duration.ofSeconds(5);

  static Audience gather(Cluster cluster) throws IOException, InterruptedException {
    var services = cluster.addresses();
    return new Audience(
        cluster, WebhookReceiver.subscribe(services.getFirst()), StreamReader.follow(services));
  }

  /** In which ways they do; NATS keeps what it was sent. */
  List<Ledger.Way> ways() {
    var ways = new ArrayList<Ledger.Way>();
    ways.add(new Ledger.Way("events in the stream", () -> later(stream::received), Set.of(), true));
    ways.add(
        new Ledger.Way(
            "events by webhook",
            () -> later(webhook::received),
            Set.of(Ledger.CREATED, Ledger.COMPLETED),
            false));
    var nats = cluster.nats();
    if (nats != null) {
      ways.add(new Ledger.Way("events over NATS", () -> EventArchive.ids(nats), Set.of(), true));
    }
    return ways;
  }

  private static <T> T later(Supplier<T> received) {
    try {
      Thread.sleep(WHILE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
    return received.get();
  }

  @Override
  public void close() {
    webhook.close();
  }
}
