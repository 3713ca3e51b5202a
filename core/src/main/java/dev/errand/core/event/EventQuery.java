package dev.errand.core.event;

import dev.errand.core.bus.Query;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What operators can ask about feeds, and how those read who keep their place themselves.
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

  /** The place after everything that there is. */
  record FindFeedEnd() implements EventQuery<FeedPlace> {}

  /**
   * Reads on from a place; refused as {@code Gone} if events beyond it may be missing.
   *
   * @param tenants whose events; for a caller, their own tenant alone
   * @param place as an earlier reading left it; null to begin with the oldest event there is
   * @param max how many rows at most
   */
  record ReadEvents(Set<String> tenants, @Nullable FeedPlace place, int max)
      implements EventQuery<FeedPart> {}

  /**
   * A part of the feed, which may be empty though there is more: how many events of other tenants
   * are passed over at once is limited.
   *
   * @param from where it begins, with its window open
   * @param events in order, of one window
   * @param next where to go on
   * @param more true if something is left of the window
   */
  record FeedPart(FeedPlace from, List<FeedEvent> events, FeedPlace next, boolean more) {}
}
