package dev.errand.events.nats;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to reach NATS, and the stream that events go to.
 *
 * @param servers tried in turn; {@code nats://user:password@host:4222}, {@code nats://token@host},
 *     {@code tls://host}
 * @param credentials a file with a user's JWT and nkey; null if the URLs say all
 * @param name of this connection, as the server shows it
 * @param reconnectWait the pause between attempts to reconnect
 * @param stream made or completed where it is missing
 */
public record NatsSettings(
    List<URI> servers,
    @Nullable Path credentials,
    String name,
    Duration reconnectWait,
    Stream stream) {

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
  }

  /** The usual. */
  public static NatsSettings of(List<URI> servers, @Nullable Path credentials) {
    return new NatsSettings(servers, credentials, "errand", Duration.ofSeconds(1), Stream.USUAL);
  }
}
