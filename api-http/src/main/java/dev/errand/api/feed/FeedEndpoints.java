package dev.errand.api.feed;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Streaming;
import dev.errand.api.feed.FeedPages.Page;
import dev.errand.api.task.TaskEndpoints;
import dev.errand.core.bus.Bus;
import dev.errand.core.event.CloudEvent;
import dev.errand.core.event.EventQuery.FindFeedEnd;
import dev.errand.core.event.FeedPlace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operations on the feed of events. Made on a server's event loop, and confined to it. */
public final class FeedEndpoints {

  /** Stands in for an endpoint: each such request is streamed. */
  private static final Endpoint ALWAYS_STREAMS =
      input -> Future.failedFuture(new IllegalStateException("events are streamed"));

  private final Vertx vertx;
  private final Bus bus;
  private final FeedPages pages;
  private final LiveStreams live;
  private final EventStreams streams;
  private final TaskStreams taskStreams;

  /** Made once for each server. */
  public FeedEndpoints(Vertx vertx, TaskEndpoints.Means means, FeedMeans feed) {
    this.vertx = vertx;
    bus = means.bus();
    pages = new FeedPages(bus, feed.expansion());
    live = new LiveStreams(vertx, bus, feed, means.ids().next().toString());
    streams = new EventStreams(new EventStream.Means(bus, feed, live));
    taskStreams = new TaskStreams(means, pages, streams, feed.expansion());
  }

  /** Answers whoever waits, and ends all streams; no more begin. */
  public void stop() {
    live.stop();
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of(
        "readEvents", this::read, "streamEvents", ALWAYS_STREAMS, "streamTask", ALWAYS_STREAMS);
  }

  /** Those that stream, by the same names. */
  public Map<String, Streaming> streaming() {
    return Map.of("streamEvents", streams, "streamTask", taskStreams);
  }

  private Future<Answer> read(Input input) {
    var filter = FeedFilter.of(input);
    int limit = input.integer("limit");
    var place =
        Cursors.isNow(input)
            ? bus.request(new FindFeedEnd()).<@Nullable FeedPlace>map(end -> end)
            : Future.<@Nullable FeedPlace>succeededFuture(Cursors.after(input).orElse(null));
    return place
        .compose(
            from ->
                input.integer("wait_seconds") == 0
                    ? pages.read(filter, from, limit)
                    : new LongPoll(pages, live, filter, input).page(vertx, from))
        .map(page -> Answer.ok(json(page, filter, limit).toBuffer()));
  }

  private static JsonObject json(Page page, FeedFilter filter, int limit) {
    return new JsonObject()
        .put("items", new JsonArray(page.items().stream().map(CloudEvent::toJson).toList()))
        .put("limit", limit)
        .put("next_cursor", page.next().encode(filter.tenantId()))
        .put("more", page.more());
  }
}
