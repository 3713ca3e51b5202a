package dev.errand.bench.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.StreamState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** The service's stream, as NATS counts it. Confined to one thread. */
public final class EventStore implements AutoCloseable {

  private static final String STREAM = "TASK_SERVICE";

  private final Connection connection;
  private final JetStreamManagement streams;

  private EventStore(Connection connection) throws IOException {
    this.connection = connection;
    this.streams = connection.jetStreamManagement();
  }

  /** Of a server that runs. */
  public static EventStore of(NatsServer server) {
    try {
      return new EventStore(Nats.connect(server.url()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private interface Question<T> {
    T ask() throws IOException, JetStreamApiException;
  }

  private static <T> T answer(Question<T> question) {
    try {
      return question.ask();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JetStreamApiException e) {
      throw new IllegalStateException("NATS refuses: " + e.getMessage(), e);
    }
  }

  private StreamState state() {
    return answer(() -> streams.getStreamInfo(STREAM).getStreamState());
  }

  /** How many events it keeps; none while there is no stream. */
  public long kept() {
    return answer(() -> streams.getStreamNames().contains(STREAM) ? state().getMsgCount() : 0L);
  }

  /** From the first that it keeps to the last. */
  public Duration time() {
    var state = state();
    return Duration.between(state.getFirstTime(), state.getLastTime());
  }

  /** Throws all away. */
  public void empty() {
    answer(() -> streams.purgeStream(STREAM));
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
