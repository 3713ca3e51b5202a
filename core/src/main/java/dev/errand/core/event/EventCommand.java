package dev.errand.core.event;

import dev.errand.core.bus.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * How a relay reads the outbox: it takes the right to a feed, reads the next events, publishes
 * them, and moves on. All span tenants.
 *
 * @param <R> the answer
 */
public sealed interface EventCommand<R> extends Command<R> {

  /**
   * Takes or renews the right to a feed, and reads its next events; answers with none, and no
   * right, while another relay holds it.
   *
   * @param reader who reads what
   * @param max how many events at most
   * @param now as its clock says
   * @param held for how long the right lasts
   */
  record ReadFeed(Reader reader, int max, Instant now, Duration held)
      implements EventCommand<Batch> {}

  /**
   * Moves a feed past events that have been published; answers false if the feed was read since, by
   * this relay or by another that has taken over: then they are published again.
   *
   * @param reader who read what
   * @param batch what was read and published
   */
  record AdvanceFeed(Reader reader, Batch batch) implements EventCommand<Boolean> {}

  /** Gives the right to a feed back, so that another relay need not wait. */
  record ReleaseFeed(Reader reader) implements EventCommand<Void> {}

  /**
   * Has the events of tenants told as {@link EventsAppeared}, from the answer on: whatever a
   * snapshot that is taken later does not contain, will be told.
   *
   * @param watcher unique among those of this node; its last word counts
   * @param tenants whose events; none to watch no longer
   */
  record WatchEvents(String watcher, Set<String> tenants) implements EventCommand<Void> {}

  /**
   * A relay and its feed.
   *
   * @param feed for instance {@code nats}
   * @param holder unique among relays
   */
  record Reader(String feed, String holder) {}

  /**
   * The next events of a feed, in order.
   *
   * @param held whether the right to the feed is held
   * @param term which reading of the feed this is: only the latest can advance it
   * @param events to publish
   * @param last the seq to advance to
   */
  record Batch(boolean held, long term, List<OutboxEvent> events, long last) {

    /** The first so many events of it, at least one. */
    public Batch first(int count) {
      var first = events.subList(0, count);
      return count == events.size() ? this : new Batch(held, term, first, first.getLast().seq());
    }
  }
}
