package dev.errand.bench.nats;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Receives events and notes how long each was under way: from the time that it says it happened,
 * which the service takes before it writes the change, so the commit itself is included.
 */
public final class EventClock implements AutoCloseable {

  private static final String TIME = "\"time\":\"";

  private final Connection connection;
  private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());

  private EventClock(Connection connection) {
    this.connection = connection;
    var dispatcher = connection.createDispatcher(this::note);
    // The others are derived from the second, and reach back to when the execution began.
    dispatcher.subscribe("task_service.task.created");
    dispatcher.subscribe("task_service.task.executed");
  }

  /** Listens from now on. */
  public static EventClock listen(NatsServer server) throws IOException {
    try {
      var connection = Nats.connect(server.url());
      var clock = new EventClock(connection);
      connection.flush(Duration.ofSeconds(10));
      return clock;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IOException("NATS does not answer", e);
    }
  }

  private void note(Message message) {
    var now = Instant.now();
    var text = new String(message.getData(), StandardCharsets.UTF_8);
    int from = text.indexOf(TIME) + TIME.length();
    var at = Instant.parse(text.substring(from, text.indexOf('"', from)));
    nanos.add(Duration.between(at, now).toNanos());
  }

  /** How long each event received so far was under way; begins anew. */
  public List<Long> take() {
    synchronized (nanos) {
      var taken = List.copyOf(nanos);
      nanos.clear();
      return taken;
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
