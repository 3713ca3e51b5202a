package dev.errand.events.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to NATS that is made in the background and made again for ever, also where the
 * client would give up: when no server can be reached at first, or when one refuses the
 * credentials. May be used from any thread.
 */
public final class NatsLink {

  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final NatsSettings settings;
  private final NatsStatus status;

  private final Map<String, Runnable> listeners = new ConcurrentHashMap<>();

  private @Nullable Connection connection;
  private long incarnation;
  private boolean usable;
  private boolean retrying;
  private boolean closed;

  private NatsLink(Vertx vertx, NatsSettings settings, NatsStatus status) {
    this.vertx = vertx;
    this.settings = settings;
    this.status = status;
  }

  /** A link that is not there yet; the status tells how that goes. */
  public static NatsLink to(Vertx vertx, NatsSettings settings, NatsStatus status) {
    return new NatsLink(vertx, settings, status);
  }

  /** Begins to connect. */
  public void open() {
    connect();
  }

  /** The connection; null while there is none. */
  synchronized @Nullable Connection connection() {
    return usable ? connection : null;
  }

  /**
   * Has the action done, on a thread of the client, for each message of a subject that another
   * connection publishes. To be asked for before the link has connected.
   */
  public void listen(String subject, Runnable action) {
    listeners.put(subject, action);
  }

  /** Publishes an empty message, unless NATS is away: then nobody hears of it. */
  public void tell(String subject) {
    var current = connection();
    if (current != null) {
      try {
        current.publish(subject, null);
      } catch (IllegalStateException e) {
        // Lost in this moment, as if it had been away before.
      }
    }
  }

  private void subscribe(Connection made) {
    listeners.forEach(
        (subject, action) -> made.createDispatcher(message -> action.run()).subscribe(subject));
  }

  /** Rises with each connection and reconnection. */
  synchronized long incarnation() {
    return incarnation;
  }

  /** Sends what is under way and closes. */
  public Future<Void> close() {
    Connection last;
    synchronized (this) {
      closed = true;
      usable = false;
      last = connection;
    }
    return last == null
        ? Future.succeededFuture()
        : vertx.executeBlocking(
            () -> {
              drain(last);
              return null;
            });
  }

  private static void drain(Connection connection) throws InterruptedException {
    if (connection.getStatus() != Connection.Status.CONNECTED) {
      connection.close();
      return;
    }
    try {
      CompletableFuture<Boolean> drained = connection.drain(DRAIN);
      drained.join();
    } catch (TimeoutException | IllegalStateException e) {
      connection.close();
    }
  }

  /** The client connects by blocking, for seconds. */
  private synchronized void connect() {
    retrying = false;
    Thread.ofVirtual().name("nats-connect").start(this::tryToConnect);
  }

  private void tryToConnect() {
    try {
      var made = Nats.connect(options());
      boolean late;
      synchronized (this) {
        late = closed;
        connection = made;
      }
      if (late) {
        made.close();
      }
    } catch (IOException | IllegalArgumentException e) {
      status.away(reason(e));
      connectLater();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void connectLater() {
    if (!closed && !retrying) {
      retrying = true;
      vertx.setTimer(settings.reconnectWait().toMillis(), fired -> connect());
    }
  }

  private Options options() throws IOException {
    var options =
        Options.builder()
            .servers(settings.servers().stream().map(URI::toString).toArray(String[]::new))
            .connectionName(settings.name())
            .maxReconnects(-1)
            .reconnectWait(settings.reconnectWait())
            // Wake-ups are for others.
            .noEcho()
            // What cannot be sent now is published again, from the database.
            .reconnectBufferSize(0)
            .connectionListener((ConnectionListener) this::changed)
            .errorListener(new Errors());
    settings.access().apply(options, vertx);
    return options.build();
  }

  private void changed(Connection changed, ConnectionListener.Events event) {
    switch (event) {
      case CONNECTED, RECONNECTED -> {
        synchronized (this) {
          connection = changed;
          usable = !closed;
          incarnation++;
        }
        if (event == ConnectionListener.Events.CONNECTED) {
          subscribe(changed);
        }
        status.connectedTo(withoutUser(String.valueOf(changed.getConnectedUrl())));
      }
      case DISCONNECTED -> lost(changed, "the connection was lost");
      case CLOSED -> {
        if (lost(changed, "the connection was closed")) {
          connectLater();
        }
      }
      default -> {
        // News of the cluster, nothing that matters here.
      }
    }
  }

  /** False for a connection that never was one: whoever tried to make it knows what to do. */
  private boolean lost(Connection lost, String reason) {
    synchronized (this) {
      if (closed || !lost.equals(connection)) {
        return false;
      }
      usable = false;
    }
    var error = lost.getLastError();
    status.away(withoutUser(error == null || error.isBlank() ? reason : reason + ": " + error));
    return true;
  }

  private static String withoutUser(String text) {
    return text.replaceAll("//[^/@\\s]*@", "//");
  }

  private static String reason(Throwable failure) {
    var message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : withoutUser(message);
  }

  private final class Errors implements ErrorListener {
    @Override
    public void errorOccurred(@Nullable Connection connection, String error) {
      status.error(withoutUser(error));
    }

    @Override
    public void exceptionOccurred(@Nullable Connection connection, Exception exception) {
      status.error(reason(exception));
    }
  }
}
