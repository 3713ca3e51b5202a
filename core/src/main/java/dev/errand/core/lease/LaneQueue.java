package dev.errand.core.lease;

import dev.errand.core.lease.LaneBook.Slot;
import dev.errand.core.lease.LaneClaim.Answer;
import dev.errand.core.lease.LaneClaim.Asker;
import dev.errand.core.lease.LaneClaim.Held;
import dev.errand.core.lease.LaneClaim.Question;
import dev.errand.core.postgres.Pg;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What can be claimed from: all that executors of this process run, or some namespaces of a tenant.
 * Claims search for lanes first, unless the last one found all it wanted; then ten times a second,
 * since what is found then can wait for longer than a claim takes. Confined to one event loop.
 */
final class LaneQueue {

  private static final Duration SEARCH_PAUSE = Duration.ofMillis(100);
  private static final int ROUNDS = 16;

  private final LaneSearch search;
  private final LaneClaim claim;
  private final @Nullable String tenantId;
  private final Function<Lane, @Nullable Integer> timeouts;
  private final LaneBook book;
  private Instant searchedAt = Instant.MIN;
  private boolean full;
  private int more;

  /**
   * A queue of tasks of the service, or of workers if there is a tenant.
   *
   * @param sections the namespaces; one of any name for the service
   * @param timeouts the time limit in seconds of a lane's tasks that name none; null for lanes that
   *     the askers cannot run
   */
  LaneQueue(
      Pg pg,
      @Nullable String tenantId,
      List<String> sections,
      Function<Lane, @Nullable Integer> timeouts) {
    search = new LaneSearch(pg);
    claim = new LaneClaim(pg);
    this.tenantId = tenantId;
    this.timeouts = timeouts;
    book = new LaneBook(sections);
  }

  /**
   * What askers were given.
   *
   * @param more whether there may be more to claim at once
   */
  record Given(List<Held> held, boolean more) {}

  /** Claims until there is something, or until there is certainly nothing. */
  Future<Given> claim(List<Asker> askers, int graceSeconds, Instant now) {
    return claim(askers, graceSeconds, now, ROUNDS);
  }

  private Future<Given> claim(List<Asker> askers, int graceSeconds, Instant now, int rounds) {
    int max = askers.stream().mapToInt(Asker::max).sum();
    return discover(now)
        .compose(
            searched -> {
              var slots = book.next(max, more);
              if (slots.isEmpty()) {
                return Future.succeededFuture(new Given(List.of(), book.mayHaveMore()));
              }
              return claim
                  .claim(question(askers, slots, graceSeconds, now))
                  .map(answer -> noted(answer, slots, max, now));
            })
        .compose(
            given ->
                given.held().isEmpty() && given.more() && rounds > 1
                    ? claim(askers, graceSeconds, now, rounds - 1)
                    : Future.succeededFuture(given));
  }

  private Question question(List<Asker> askers, List<Slot> slots, int grace, Instant now) {
    var seconds = new ArrayList<Integer>(slots.size());
    for (var slot : slots) {
      var timeout = timeouts.apply(slot.lane());
      seconds.add(timeout == null ? 0 : timeout);
    }
    return new Question(tenantId != null, askers, slots, seconds, grace, more, now);
  }

  private Given noted(Answer answer, List<Slot> slots, int max, Instant now) {
    full = answer.held().size() >= max;
    // The more claimers there are, the further each looks beyond what the others are about to take.
    more = answer.missed() ? Math.min(4 * max, Math.max(max, 2 * more)) : 0;
    book.claimed(slots, answer.lanes(), full, now);
    // What came up short was perhaps read from a cursor on; something may lie behind it.
    boolean behind = !full && slots.stream().anyMatch(slot -> slot.cursor() != null);
    return new Given(answer.held(), full || behind || answer.missed() || book.mayHaveMore());
  }

  private Future<Void> discover(Instant now) {
    if (full && now.isBefore(searchedAt.plus(SEARCH_PAUSE))) {
      return Future.succeededFuture();
    }
    searchedAt = now;
    return search
        .search(tenantId, book.gaps(), LaneBook.LANES)
        .map(
            found -> {
              var lanes = new HashMap<>(found.lanes());
              lanes.values().removeIf(lane -> timeouts.apply(lane) == null);
              book.found(lanes, found.stoppedAt());
              return null;
            });
  }
}
