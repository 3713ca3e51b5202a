package dev.errand.events.nats;

import dev.errand.core.event.CloudEvent;
import dev.errand.events.relay.Publisher;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamOptions;
import io.nats.client.PublishOptions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes to the stream, each message under its id. Confined to the event loop that it was made
 * on.
 */
public final class NatsPublisher implements Publisher {

  private static final Logger LOG = LoggerFactory.getLogger(NatsPublisher.class);
  private static final Duration ACK_PATIENCE = Duration.ofSeconds(5);

  /** Subject, reply subject and headers count, too. */
  private static final int ROOM_FOR_HEADERS = 1024;

  private final Vertx vertx;
  private final Context context;
  private final NatsLink link;
  private final NatsSettings.Stream stream;
  private @Nullable Prepared prepared;

  private record Prepared(Connection connection, long incarnation, JetStream jetStream) {}

  /** Over the given link. */
  public NatsPublisher(Vertx vertx, NatsLink link, NatsSettings.Stream stream) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.link = link;
    this.stream = stream;
  }

  @Override
  public boolean connected() {
    return link.connection() != null;
  }

  @Override
  public Future<Void> prepare() {
    var connection = link.connection();
    if (connection == null) {
      return away();
    }
    long incarnation = link.incarnation();
    if (prepared != null && prepared.incarnation == incarnation) {
      return Future.succeededFuture();
    }
    return vertx
        .executeBlocking(
            () -> {
              new NatsStream(stream).ensure(connection);
              return jetStream(connection);
            })
        .<Void>map(
            jetStream -> {
              prepared = new Prepared(connection, incarnation, jetStream);
              return null;
            })
        .recover(
            failure ->
                Future.failedFuture(
                    new IllegalStateException(
                        "the NATS stream %s on %s cannot be made or completed: %s"
                            .formatted(stream.name(), stream.subjects(), failure.getMessage()),
                        failure)));
  }

  @Override
  public void doubt() {
    prepared = null;
  }

  @Override
  public Future<Void> publish(CloudEvent event) {
    var ready = prepared;
    if (ready == null) {
      return away();
    }
    var body = body(event, ready.connection.getMaxPayload() - ROOM_FOR_HEADERS);
    if (body == null) {
      return Future.succeededFuture();
    }
    var options =
        PublishOptions.builder()
            .messageId(event.id().toString())
            .expectedStream(stream.name())
            .build();
    try {
      return Future.fromCompletionStage(
              ready.jetStream.publishAsync(event.type(), body, options), context)
          .mapEmpty();
    } catch (IllegalStateException | IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
  }

  /** A message that the server would refuse must not hold up those behind it for ever. */
  private static byte @Nullable [] body(CloudEvent event, long limit) {
    var whole = event.encode();
    if (whole.length() <= limit) {
      return whole.getBytes();
    }
    var part = event.truncated().encode();
    if (part.length() <= limit) {
      LOG.warn(
          "Event {} of {} bytes is larger than NATS takes; published without its large members",
          event.id(),
          whole.length());
      return part.getBytes();
    }
    LOG.error(
        "Event {} ({}, task {}) does not fit into the {} bytes that NATS takes; left out."
            + " Raise max_payload there",
        event.id(),
        event.type(),
        event.task().taskId(),
        limit);
    return null;
  }

  private static JetStream jetStream(Connection connection) throws IOException {
    return connection.jetStream(JetStreamOptions.builder().requestTimeout(ACK_PATIENCE).build());
  }

  private static Future<Void> away() {
    return Future.failedFuture(new IllegalStateException("NATS is away"));
  }
}
