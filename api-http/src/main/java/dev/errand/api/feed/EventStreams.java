package dev.errand.api.feed;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Streaming;
import dev.errand.api.feed.EventStream.Wish;
import dev.errand.api.problem.HttpProblem;
import dev.errand.core.event.EventQuery.FindFeedEnd;
import dev.errand.core.event.EventQuery.ReadEvents;
import dev.errand.core.event.FeedPlace;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.Set;

/** Streams the events of a tenant. Confined to the server's event loop. */
final class EventStreams implements Streaming {

  private static final String THEN = "close some, try again a little later, or read GET /events";
  private static final String RETRY_SECONDS = "10";

  private final EventStream.Means means;

  EventStreams(EventStream.Means means) {
    this.means = means;
  }

  @Override
  public boolean takes(HttpServerRequest request) {
    return true;
  }

  @Override
  public Future<Answer> handle(
      Input input, HttpServerRequest request, Future<Optional<Answer>> turn) {
    request.resume();
    var wish = new Wish(FeedFilter.of(input), message -> false, false);
    return Cursors.last(input)
        .map(place -> resume(request, wish, place))
        .orElseGet(
            () ->
                means
                    .bus()
                    .request(new FindFeedEnd())
                    .compose(end -> open(request, wish, new Start(end, Buffer.buffer()))));
  }

  /**
   * Where a stream begins.
   *
   * @param beginning what it says first
   */
  record Start(FeedPlace place, Buffer beginning) {}

  /** Goes on after a place, once it is known that nothing is missing from there on. */
  Future<Answer> resume(HttpServerRequest request, Wish wish, FeedPlace place) {
    return means
        .bus()
        .request(new ReadEvents(Set.of(wish.filter().tenantId()), place, 1))
        .compose(whole -> open(request, wish, new Start(place, Buffer.buffer())));
  }

  /** Sends until the stream ends. */
  Future<Answer> open(HttpServerRequest request, Wish wish, Start start) {
    var response = request.response();
    if (request.method().equals(HttpMethod.HEAD)) {
      EventStream.head(response);
      return response.end().map(EventStream.WRITTEN);
    }
    var places = means.feed().places();
    var tenantId = wish.filter().tenantId();
    switch (places.take(tenantId)) {
      case FULL ->
          throw new HttpProblem(
                  503,
                  "too_many_streams",
                  "This node has as many open streams as it allows: " + THEN)
              .withHeader("Retry-After", RETRY_SECONDS);
      case ENOUGH ->
          throw new HttpProblem(
                  429,
                  "too_many_streams",
                  "The tenant has as many open streams as one may on this node: " + THEN)
              .withHeader("Retry-After", RETRY_SECONDS);
      case TAKEN -> {
        // To be given back at the end.
      }
    }
    return new EventStream(means, response, wish, start.place())
        .send(start.beginning())
        .onComplete(ended -> places.giveBack(tenantId));
  }
}
