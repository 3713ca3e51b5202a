package dev.errand.api.feed;

import dev.errand.core.event.CloudEvent;
import dev.errand.core.event.Expansion;
import dev.errand.core.event.FeedEvent;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * A row of the feed with its messages, written once for all streams that send them.
 *
 * @param row what they were made of
 */
record Entry(FeedEvent row, List<Message> messages) {

  /** A message and its fields as a stream sends them, but for the id. */
  record Message(CloudEvent event, Buffer fields) {

    static Message of(CloudEvent event) {
      return new Message(
          event,
          Buffer.buffer("event: ")
              .appendString(event.type())
              .appendString("\ndata: ")
              .appendBuffer(event.encode())
              .appendString("\n\n"));
    }
  }

  static List<Entry> of(List<FeedEvent> rows, Expansion expansion) {
    return rows.stream()
        .map(
            row -> new Entry(row, expansion.expand(row.event()).stream().map(Message::of).toList()))
        .toList();
  }
}
