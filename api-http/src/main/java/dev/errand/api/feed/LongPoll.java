package dev.errand.api.feed;

import dev.errand.api.endpoint.Input;
import dev.errand.api.feed.FeedPages.Page;
import dev.errand.core.event.EventQuery.FeedPart;
import dev.errand.core.event.FeedPlace;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits for the next events, as long as a request wishes. Confined to the server's event loop. */
final class LongPoll implements LiveStreams.Follower {

  private final FeedPages pages;
  private final LiveStreams live;
  private final FeedFilter filter;
  private final Input input;
  private boolean over;
  private Promise<Void> news = Promise.promise();

  LongPoll(FeedPages pages, LiveStreams live, FeedFilter filter, Input input) {
    this.pages = pages;
    this.live = live;
    this.filter = filter;
    this.input = input;
  }

  /** The page at a place, empty only if nothing has come in time. */
  Future<Page> page(Vertx vertx, @Nullable FeedPlace place) {
    long timer =
        vertx.setTimer(TimeUnit.SECONDS.toMillis(input.integer("wait_seconds")), passed -> stop());
    return live.follow(filter.tenantId(), this)
        .compose(following -> look(place))
        .onComplete(
            page -> {
              vertx.cancelTimer(timer);
              live.leave(filter.tenantId(), this);
            });
  }

  private Future<Page> look(@Nullable FeedPlace place) {
    news = Promise.promise();
    var arrival = news.future();
    return pages
        .read(filter, place, input.integer("limit"))
        .compose(
            page ->
                !page.items().isEmpty() || page.more() || over || input.abandoned()
                    ? Future.succeededFuture(page)
                    : arrival.compose(arrived -> look(page.next())));
  }

  @Override
  public void appeared(FeedPart part, List<Entry> entries) {
    if (!entries.isEmpty()) {
      news.tryComplete();
    }
  }

  @Override
  public void beat() {
    // An answer that was not begun has no way to show it.
  }

  @Override
  public void stop() {
    over = true;
    news.tryComplete();
  }
}
