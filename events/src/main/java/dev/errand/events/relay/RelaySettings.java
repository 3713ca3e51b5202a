package dev.errand.events.relay;

import dev.errand.core.event.EventCommand.Reader;
import java.time.Duration;

/**
 * How a relay works.
 *
 * @param reader names the feed, and this relay among all
 * @param source that messages name
 * @param batch events of one pass at most
 * @param held how long the right to the feed lasts without being renewed
 * @param patience how long a pass waits for messages to arrive; less than {@code held}
 */
public record RelaySettings(
    Reader reader, String source, int batch, Duration held, Duration patience) {

  /** The usual, for the relay of a node to NATS. */
  public static RelaySettings of(String node, String source) {
    return new RelaySettings(
        new Reader("nats", node), source, 500, Duration.ofSeconds(15), Duration.ofSeconds(10));
  }
}
