package dev.errand.api.feed;

import dev.errand.core.event.Expansion;
import java.time.Duration;

/**
 * What all servers of a process share of the feed. Thread-safe.
 *
 * @param expansion makes the messages that readers get
 * @param places for streams
 * @param beat how often a stream says something while nothing happens; less than connections may be
 *     idle
 */
public record FeedMeans(Expansion expansion, StreamPlaces places, Duration beat) {

  private static final Duration BEAT = Duration.ofSeconds(15);

  /** With the usual pause between signs of life. */
  public static FeedMeans of(String source, StreamPlaces places) {
    return new FeedMeans(new Expansion(source), places, BEAT);
  }
}
