package dev.errand.api.feed;

import dev.errand.core.bus.Bus;
import dev.errand.core.event.CloudEvent;
import dev.errand.core.event.EventQuery.FeedPart;
import dev.errand.core.event.EventQuery.ReadEvents;
import dev.errand.core.event.Expansion;
import dev.errand.core.event.FeedEvent;
import dev.errand.core.event.FeedPlace;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the feed page by page. Thread-safe. */
final class FeedPages {

  /** With so many readings one request is content, even if the page is not full. */
  private static final int READINGS = 5;

  private static final int SOME = 500;

  private final Bus bus;
  private final Expansion expansion;

  FeedPages(Bus bus, Expansion expansion) {
    this.bus = bus;
    this.expansion = expansion;
  }

  /**
   * A page.
   *
   * @param next where the one after it begins
   * @param more true if that may have something now
   */
  record Page(List<CloudEvent> items, FeedPlace next, boolean more) {}

  /** The page at a place; null for the first one. */
  Future<Page> read(FeedFilter filter, @Nullable FeedPlace place, int limit) {
    return new Search(filter, limit).from(place, READINGS);
  }

  private final class Search {
    private final FeedFilter filter;
    private final int limit;
    private final List<CloudEvent> found = new ArrayList<>();

    Search(FeedFilter filter, int limit) {
      this.filter = filter;
      this.limit = limit;
    }

    Future<Page> from(@Nullable FeedPlace place, int readings) {
      int rows = filter.verbs().isEmpty() && filter.taskId() == null ? limit : SOME;
      return bus.request(new ReadEvents(Set.of(filter.tenantId()), place, rows))
          .compose(part -> after(part, readings - 1));
    }

    private Future<Page> after(FeedPart part, int readings) {
      var next = take(part);
      if (!next.equals(part.next())) {
        return Future.succeededFuture(new Page(found, next, true));
      }
      return part.more() && readings > 0 && found.size() < limit
          ? from(next, readings)
          : Future.succeededFuture(new Page(found, next, part.more()));
    }

    /** Answers where it has stopped: at the end of the part, or where the page is full. */
    private FeedPlace take(FeedPart part) {
      for (var row : part.events()) {
        if (filter.takes(row)) {
          if (found.size() == limit) {
            return part.from().at(row.event().seq(), 0);
          }
          int read = take(part, row);
          if (read >= 0) {
            return part.from().at(row.event().seq(), read);
          }
        }
      }
      return part.next();
    }

    /** How many messages of the row have been read if the page is full before its last one. */
    private int take(FeedPart part, FeedEvent row) {
      var messages = expansion.expand(row.event());
      boolean begun = row.event().seq() == part.from().seq();
      for (int i = begun ? part.from().index() : 0; i < messages.size(); i++) {
        if (filter.takes(messages.get(i))) {
          if (found.size() == limit) {
            return i;
          }
          found.add(messages.get(i));
        }
      }
      return -1;
    }
  }
}
