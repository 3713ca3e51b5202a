package dev.errand.core.event;

import dev.errand.core.bus.Query;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What operators can ask about feeds.
 *
 * @param <R> the answer
 */
public sealed interface EventQuery<R> extends Query<R> {

  /** How far a feed is behind. */
  record GetLag(String feed) implements EventQuery<Lag> {}

  /**
   * How far a feed is behind.
   *
   * @param waiting events not yet published, counted up to 10,001
   * @param oldestAt when the oldest of those counted was made; null if there is none
   */
  record Lag(int waiting, @Nullable Instant oldestAt) {}
}
