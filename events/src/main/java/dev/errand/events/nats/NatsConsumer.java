package dev.errand.events.nats;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.errand.core.problem.Problem;
import dev.errand.events.inbox.Letter;
import dev.errand.events.inbox.Letter.Unreadable;
import dev.errand.events.inbox.Receiver;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PublishOptions;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the messages of a subject received, one after the other, on a thread of its own: by a durable
 * consumer, which all nodes of a service share, so that each message is handled by one of them, and
 * is handled although all of them were away. What fails comes again, later each time; what fails
 * for the fifth time, or can never be read, goes to the dead letters with the reason. NATS may be
 * away at any time.
 */
public final class NatsConsumer {

  /** Before the subject, for messages that nobody could handle. */
  public static final String DEAD = "errand.dead.";

  private static final Logger LOG = LoggerFactory.getLogger(NatsConsumer.class);
  private static final int TRIES = 5;
  private static final int BATCH = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(200);

  /**
   * After so many, streams and consumers are looked at again: another node may have changed them.
   */
  private static final int ROUNDS = 60;

  private static final ReentrantLock SETTING_UP = new ReentrantLock();
  private static final Duration HANDLING = Duration.ofSeconds(60);

  private final NatsLink link;
  private final Source source;
  private final Receiver receiver;
  private volatile boolean stopped;
  private @Nullable String trouble;

  /**
   * What is received, and how.
   *
   * @param service whose nodes share the consumer
   * @param subject may have wildcards
   * @param inbox the stream for subjects that no other one covers, and for dead letters
   * @param pauses before the second try and those after it
   */
  public record Source(
      String service, String subject, NatsSettings.Stream inbox, List<Duration> pauses) {

    /** The usual pauses. */
    public static final List<Duration> PAUSES =
        List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2));

    private String durable() {
      var readable = subject.replace("*", "any").replace(">", "all");
      return (service + "_" + readable).replaceAll("[^A-Za-z0-9_-]", "_");
    }

    private Duration pause(long tries) {
      return pauses.get((int) Math.min(tries - 1, pauses.size() - 1));
    }
  }

  /** Over the given link; begins when it is started. */
  public NatsConsumer(NatsLink link, Source source, Receiver receiver) {
    this.link = link;
    this.source = source;
    this.receiver = receiver;
  }

  /** Begins. */
  public void start() {
    Thread.ofVirtual().name("nats " + source.subject()).start(this::run);
  }

  /** Takes no further message; the one under way is finished, or comes again. */
  public void stop() {
    stopped = true;
  }

  private void run() {
    while (!stopped) {
      var connection = link.connection();
      try {
        if (connection == null) {
          pause();
        } else {
          receive(connection);
        }
      } catch (IOException | JetStreamApiException | IllegalStateException failed) {
        // Without a connection, that is what there is to say, and it is said elsewhere.
        if (link.connection() != null) {
          report(String.valueOf(failed.getMessage()));
        }
        pause();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void pause() {
    LockSupport.parkNanos(PAUSE.toNanos());
  }

  /** The same trouble is told of once. */
  private void report(@Nullable String reason) {
    if (reason != null && !reason.equals(trouble)) {
      LOG.warn("Messages of {} cannot be received ({}); trying again", source.subject(), reason);
    }
    trouble = reason;
  }

  /** For a while, as long as this connection is there. */
  private void receive(Connection connection)
      throws IOException, JetStreamApiException, InterruptedException {
    long incarnation = link.incarnation();
    var subscription = subscribe(connection);
    report(null);
    for (int round = 0; round < ROUNDS && isThere(connection, incarnation); round++) {
      for (var message : subscription.fetch(BATCH, PATIENCE)) {
        if (stopped) {
          message.nak();
        } else {
          handle(connection, message);
        }
      }
    }
    subscription.unsubscribe();
  }

  private boolean isThere(Connection connection, long incarnation) {
    return !stopped && connection.equals(link.connection()) && link.incarnation() == incarnation;
  }

  /** One at a time: what a stream takes in is read, and written with one subject more. */
  private JetStreamSubscription subscribe(Connection connection)
      throws IOException, JetStreamApiException {
    SETTING_UP.lock();
    try {
      return subscribeAlone(connection);
    } finally {
      SETTING_UP.unlock();
    }
  }

  private JetStreamSubscription subscribeAlone(Connection connection)
      throws IOException, JetStreamApiException {
    var management = connection.jetStreamManagement();
    new NatsStream(source.inbox()).ensure(connection);
    var streams = management.getStreamNames(source.subject());
    if (streams.isEmpty()) {
      new NatsStream(source.inbox().taking(source.subject())).ensure(connection);
      streams = List.of(source.inbox().name());
    }
    var stream = streams.getFirst();
    var durable = source.durable();
    management.addOrUpdateConsumer(
        stream,
        ConsumerConfiguration.builder()
            .durable(durable)
            .filterSubject(source.subject())
            .ackPolicy(AckPolicy.Explicit)
            .deliverPolicy(DeliverPolicy.All)
            .ackWait(HANDLING)
            .build());
    return connection.jetStream().subscribe(null, PullSubscribeOptions.bind(stream, durable));
  }

  private void handle(Connection connection, Message message)
      throws IOException, JetStreamApiException, InterruptedException {
    var about = message.metaData();
    var place = about.getStream() + ":" + about.streamSequence();
    try {
      receiver.receive(letter(message, place)).await(HANDLING.toSeconds(), SECONDS);
      message.ack();
    } catch (Unreadable unreadable) {
      bury(connection, message, String.valueOf(unreadable.getMessage()));
    } catch (Problem.Unavailable away) {
      // No fault of the message, so it is no try.
      message.nakWithDelay(source.pause(TRIES));
    } catch (TimeoutException | RuntimeException failed) {
      long tries = about.deliveredCount();
      if (tries >= TRIES) {
        bury(connection, message, "it failed %d times: %s".formatted(tries, failed));
      } else {
        if (tries == 1) {
          LOG.warn("Message {} of {} failed; trying again", place, message.getSubject(), failed);
        }
        message.nakWithDelay(source.pause(tries));
      }
    }
  }

  private static Letter letter(Message message, String place) {
    var id = header(message, "Nats-Msg-Id");
    return new Letter(
        message.getSubject(),
        id == null ? place : id,
        header(message, "X-Tenant-ID"),
        Buffer.buffer(message.getData()));
  }

  private static @Nullable String header(Message message, String name) {
    var headers = message.getHeaders();
    return headers == null ? null : headers.getFirst(name);
  }

  /** Acknowledged only when it lies among the dead letters. */
  private static void bury(Connection connection, Message message, String reason)
      throws IOException, JetStreamApiException {
    var about = message.metaData();
    var place = about.getStream() + ":" + about.streamSequence();
    var headers =
        new Headers()
            .put("Errand-Reason", reason.replaceAll("\\p{Cntrl}", " "))
            .put("Errand-Subject", message.getSubject())
            .put("Errand-Stream", about.getStream())
            .put("Errand-Sequence", String.valueOf(about.streamSequence()))
            .put("Errand-Tries", String.valueOf(about.deliveredCount()));
    var dead =
        NatsMessage.builder()
            .subject(DEAD + message.getSubject())
            .headers(headers)
            .data(message.getData())
            .build();
    connection
        .jetStream()
        .publish(dead, PublishOptions.builder().messageId("dead:" + place).build());
    message.ack();
    LOG.warn(
        "Message {} of {} went to {}{}: {}",
        place,
        message.getSubject(),
        DEAD,
        message.getSubject(),
        reason);
  }
}
