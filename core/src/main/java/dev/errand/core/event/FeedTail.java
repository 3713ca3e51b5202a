package dev.errand.core.event;

import dev.errand.core.bus.Notification;
import dev.errand.core.event.EventCommand.WatchEvents;
import dev.errand.core.event.EventQuery.FeedPart;
import dev.errand.core.event.EventQuery.FindFeedEnd;
import dev.errand.core.event.EventQuery.ReadEvents;
import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the end of the feed once for all who follow it on this node, and asks nothing while nobody
 * does. Confined to one event loop, one pass at a time.
 */
public final class FeedTail {

  private static final int SOME = 500;

  private final FeedReads reads;
  private final Consumer<Notification> tell;
  private final Map<String, Set<String>> watched = new HashMap<>();
  private Runnable more = () -> {};
  private @Nullable FeedPlace place;

  /** Tells of what it reads. */
  public FeedTail(FeedReads reads, Consumer<Notification> tell) {
    this.reads = reads;
    this.tell = tell;
  }

  /** Has somebody told when there is more to read. */
  public void onMore(Runnable told) {
    more = told;
  }

  /** From its answer on, whatever appears for these tenants is told. */
  public Future<Void> watch(WatchEvents command) {
    if (command.tenants().isEmpty()) {
      watched.remove(command.watcher());
    } else {
      watched.put(command.watcher(), command.tenants());
    }
    return watched.isEmpty() || place != null ? Future.succeededFuture() : begin();
  }

  private Future<Void> begin() {
    return reads
        .end(new FindFeedEnd())
        .map(
            end -> {
              if (place == null) {
                place = end;
              }
              more.run();
              return null;
            });
  }

  /** Reads on. */
  public Future<Void> pass() {
    if (watched.isEmpty()) {
      place = null;
      return Future.succeededFuture();
    }
    return place == null
        ? begin()
        : reads
            .read(new ReadEvents(tenants(), place, SOME))
            .onSuccess(this::told)
            .onFailure(this::forget)
            .mapEmpty();
  }

  private void told(FeedPart part) {
    place = part.next();
    tell.accept(new EventsAppeared(part));
    if (part.more()) {
      more.run();
    }
  }

  /** Whoever follows is told of later places, and sees that something is missing. */
  private void forget(Throwable failure) {
    if (failure instanceof Problem.Gone) {
      place = null;
    }
  }

  private Set<String> tenants() {
    return watched.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
  }
}
