package dev.errand.events.testing;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Nats;
import io.nats.client.PushSubscribeOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stream of the service from its beginning, in its order. Make it when the stream is
 * there. Not for several threads at a time.
 */
public final class NatsInbox implements AutoCloseable {

  private static final String STREAM = "TASK_SERVICE";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Connection connection;
  private @Nullable JetStreamSubscription subscription;

  private NatsInbox(Connection connection) {
    this.connection = connection;
  }

  /** Connects to a server that is there. */
  public static NatsInbox open(URI server) {
    try {
      return new NatsInbox(Nats.connect(server.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** The next events, as they were sent; waits for them for a while. */
  public List<JsonObject> take(int count) {
    var events = new ArrayList<JsonObject>(count);
    try {
      var all = subscribed();
      while (events.size() < count) {
        var message = all.nextMessage(PATIENCE);
        if (message == null) {
          throw new AssertionError(
              "only " + events.size() + " of " + count + " events arrived: " + events);
        }
        events.add(Buffer.buffer(message.getData()).toJsonObject());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JetStreamApiException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    return events;
  }

  /** How many messages the stream holds. */
  public long size() {
    try {
      return connection.jetStreamManagement().getStreamInfo(STREAM).getStreamState().getMsgCount();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JetStreamApiException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The connection, to do something else to the server. */
  public Connection connection() {
    return connection;
  }

  private JetStreamSubscription subscribed() throws IOException, JetStreamApiException {
    if (subscription == null) {
      subscription =
          connection
              .jetStream()
              .subscribe("task_service.>", PushSubscribeOptions.builder().ordered(true).build());
    }
    return subscription;
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException(e);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }
}
