package dev.errand.events.nats;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How to reach NATS, and the stream that events go to.
 *
 * @param servers tried in turn; {@code nats://user:password@host:4222}, {@code nats://token@host},
 *     {@code tls://host}
 * @param access what the URLs do not say
 * @param name of this connection, as the server shows it
 * @param reconnectWait the pause between attempts to reconnect
 * @param stream made or completed where it is missing
 */
public record NatsSettings(
    List<URI> servers, NatsAccess access, String name, Duration reconnectWait, Stream stream) {

  /**
   * A stream.
   *
   * @param name of the stream
   * @param subjects what it takes in
   * @param duplicateWindow for how long it recognises repetitions
   * @param maxAge how long a new one keeps messages; of an existing one, its operator decides
   */
  public record Stream(String name, String subjects, Duration duplicateWindow, Duration maxAge) {

    /** The stream of this service. */
    public static final Stream USUAL =
        new Stream("TASK_SERVICE", "task_service.>", Duration.ofHours(1), Duration.ofDays(7));

    /** The stream for what no other one takes in, and for dead letters. */
    public static final Stream INBOX =
        new Stream(
            "ERRAND_INBOX", NatsConsumer.DEAD + ">", Duration.ofHours(1), Duration.ofDays(30));

    /** The same for another subject. */
    Stream taking(String other) {
      return new Stream(name, other, duplicateWindow, maxAge);
    }
  }

  /** The usual. */
  public static NatsSettings of(List<URI> servers, NatsAccess access) {
    return new NatsSettings(servers, access, "errand", Duration.ofSeconds(1), Stream.USUAL);
  }
}
