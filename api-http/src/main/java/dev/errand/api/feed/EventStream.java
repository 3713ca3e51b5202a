package dev.errand.api.feed;

import dev.errand.api.endpoint.Answer;
import dev.errand.core.bus.Bus;
import dev.errand.core.event.CloudEvent;
import dev.errand.core.event.EventQuery.FeedPart;
import dev.errand.core.event.EventQuery.ReadEvents;
import dev.errand.core.event.FeedPlace;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Sends one reader the events of the feed from a place on, each once and in order, with the place
 * after it as its id. What is past comes from the database; what appears comes from {@link
 * LiveStreams}, and is kept while the connection takes no more, up to a bound: beyond it, the
 * reader is caught up from the database again, as fast as it reads. Confined to the server's event
 * loop.
 */
final class EventStream implements LiveStreams.Follower {

  static final Answer WRITTEN = Answer.empty(200);

  /** Rows that wait for the connection to take more. */
  private static final int MOST_WAITING = 2_000;

  /** Rows that are read, and sent, at once. */
  private static final int SOME = 200;

  /** Then it ends, so that whoever is no longer allowed to read does not read on for ever. */
  private static final int MOST_BEATS = 240;

  private final Means means;
  private final HttpServerResponse response;
  private final Wish wish;
  private final Promise<Answer> done = Promise.promise();
  private final Queue<Grown> waiting = new ArrayDeque<>();
  private int rowsWaiting;
  private FeedPlace place;

  /** What appears is kept: it goes on where the reading that is under way will end. */
  private boolean keeping;

  private boolean behind = true;
  private boolean reading;
  private boolean begun;
  private boolean stopping;
  private boolean ended;
  private int beats;

  /** What streams work with. */
  record Means(Bus bus, FeedMeans feed, LiveStreams live) {}

  /**
   * What a reader wishes for.
   *
   * @param last tells the message after which there is no more
   * @param untilNow whether to end when there is nothing more now
   */
  record Wish(FeedFilter filter, Predicate<CloudEvent> last, boolean untilNow) {}

  private record Grown(FeedPart part, List<Entry> entries) {}

  EventStream(Means means, HttpServerResponse response, Wish wish, FeedPlace place) {
    this.means = means;
    this.response = response;
    this.wish = wish;
    this.place = place;
  }

  /** Completes when the stream has ended; fails, with nothing written, if it cannot begin. */
  Future<Answer> send(Buffer beginning) {
    response.exceptionHandler(lost -> close()).closeHandler(lost -> close());
    return means
        .live()
        .follow(wish.filter().tenantId(), this)
        .compose(
            following -> {
              begin(beginning);
              return done.future();
            });
  }

  private void begin(Buffer beginning) {
    if (ended || response.closed()) {
      close();
      return;
    }
    begun = true;
    head(response);
    // Or it would be compressed for who accepts that; it is not sent.
    response.putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
    response.drainHandler(drained -> pump());
    // A client that gets nothing else can resume from here.
    response.write(
        Buffer.buffer("retry: 2000\nid: ")
            .appendString(place.encode(tenant()))
            .appendString("\n\n")
            .appendBuffer(beginning));
    if (stopping) {
      end();
    }
    pump();
  }

  /** Nobody on the way is to keep it or hold it back. */
  static void head(HttpServerResponse response) {
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Accel-Buffering", "no");
  }

  private String tenant() {
    return wish.filter().tenantId();
  }

  @Override
  public void appeared(FeedPart part, List<Entry> entries) {
    if (!keeping) {
      return;
    }
    rowsWaiting += entries.size();
    if (rowsWaiting > MOST_WAITING) {
      fallBehind();
    } else {
      waiting.add(new Grown(part, entries));
    }
    pump();
  }

  @Override
  public void beat() {
    beats++;
    if (beats > MOST_BEATS) {
      end();
    } else if (begun && !response.writeQueueFull()) {
      // The id keeps up with what was not for this reader.
      var sign = ": still here\nid: " + place.encode(tenant()) + "\n\n";
      response.write(sign);
    }
  }

  @Override
  public void stop() {
    stopping = true;
    if (begun) {
      end();
    }
  }

  private void pump() {
    while (!ended && !reading && !response.writeQueueFull()) {
      if (behind) {
        catchUp();
      } else if (waiting.isEmpty()) {
        return;
      } else {
        var next = waiting.remove();
        rowsWaiting -= next.entries().size();
        grow(next);
      }
    }
  }

  private void fallBehind() {
    waiting.clear();
    rowsWaiting = 0;
    keeping = false;
    behind = true;
  }

  private void catchUp() {
    if (place.readOut()) {
      // It will open a window that ends later than whatever has appeared so far.
      fallBehind();
      keeping = true;
    }
    reading = true;
    means
        .bus()
        .request(new ReadEvents(Set.of(tenant()), place, SOME))
        .onComplete(this::caughtUp, failure -> end());
  }

  private void caughtUp(FeedPart part) {
    reading = false;
    if (ended) {
      return;
    }
    var entries = Entry.of(part.events(), means.feed().expansion());
    write(entries, part.from());
    place = part.next();
    behind = part.more() || !keeping;
    if (!behind && wish.untilNow()) {
      end();
    }
    pump();
  }

  /** Sends what this reader has not got before; windows of live parts are not those of theirs. */
  private void grow(Grown grown) {
    var window = grown.part().from();
    var known = place.complete();
    if (known.covers(window.reading())) {
      return;
    }
    if (!known.covers(window.seen())) {
      fallBehind();
      return;
    }
    var mine = new FeedPlace(known, window.reading(), window.seq(), 0, window.last());
    var fresh =
        grown.entries().stream().filter(entry -> !known.contains(entry.row().xid())).toList();
    write(fresh, mine);
    var next = grown.part().next();
    place = next.readOut() ? FeedPlace.after(window.reading()) : mine.at(next.seq(), 0);
  }

  private void write(List<Entry> entries, FeedPlace from) {
    var chunk = Buffer.buffer();
    boolean last = false;
    for (var entry : entries) {
      if (!last && wish.filter().takes(entry.row())) {
        last = append(chunk, entry, from);
      }
    }
    if (chunk.length() > 0) {
      response.write(chunk);
    }
    if (last) {
      end();
    }
  }

  /** True if it has appended the last message of all. */
  private boolean append(Buffer chunk, Entry entry, FeedPlace from) {
    long seq = entry.row().event().seq();
    int count = entry.messages().size();
    for (int i = seq == from.seq() ? from.index() : 0; i < count; i++) {
      var message = entry.messages().get(i);
      if (wish.filter().takes(message.event())) {
        var after = i + 1 < count ? from.at(seq, i + 1) : from.at(seq + 1, 0);
        chunk
            .appendString("id: ")
            .appendString(after.encode(tenant()))
            .appendString("\n")
            .appendBuffer(message.fields());
        if (wish.last().test(message.event())) {
          return true;
        }
      }
    }
    return false;
  }

  private void end() {
    if (!ended && !response.closed()) {
      response.end();
    }
    close();
  }

  private void close() {
    if (!ended) {
      ended = true;
      waiting.clear();
      means.live().leave(tenant(), this);
      done.complete(WRITTEN);
    }
  }
}
