package dev.errand.api.feed;

import dev.errand.core.event.Expansion;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * What all servers of a process share of the feed. Thread-safe.
 *
 * @param expansion makes the messages that readers get
 * @param places a permit for each stream that may be open at the same time
 * @param beat how often a stream says something while nothing happens; less than connections may be
 *     idle
 */
public record FeedMeans(Expansion expansion, Semaphore places, Duration beat) {

  private static final Duration BEAT = Duration.ofSeconds(15);

  /** With the usual pause between signs of life. */
  public static FeedMeans of(String source, int streams) {
    return new FeedMeans(new Expansion(source), new Semaphore(streams), BEAT);
  }
}
