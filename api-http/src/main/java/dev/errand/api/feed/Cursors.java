package dev.errand.api.feed;

import dev.errand.api.endpoint.Input;
import dev.errand.core.event.FeedPlace;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import java.util.List;
import java.util.Optional;

/** The places that readers hand back. */
final class Cursors {

  private static final String NOW = "now";
  private static final String HEADER = "Last-Event-ID";

  private Cursors() {}

  /** True if a reader wishes for what is yet to come. */
  static boolean isNow(Input input) {
    return NOW.equals(input.text("after"));
  }

  /** The place in {@code after}; empty if there is none. */
  static Optional<FeedPlace> after(Input input) {
    var after = input.text("after");
    return after == null || after.equals(NOW)
        ? Optional.empty()
        : Optional.of(read(after, input, List.of("query", "after")));
  }

  /** Where a stream broke off, by the header that browsers send, or else in {@code after}. */
  static Optional<FeedPlace> last(Input input) {
    var header = input.header(HEADER);
    return header == null || header.isEmpty()
        ? after(input)
        : Optional.of(read(header, input, List.of("header", HEADER)));
  }

  private static FeedPlace read(String opaque, Input input, List<Object> loc) {
    return FeedPlace.decode(opaque, input.caller().tenantId())
        .orElseThrow(
            () ->
                new Problem.Invalid(
                    List.of(
                        new Violation(
                            loc,
                            "is not a cursor of this tenant's events: give a next_cursor of GET"
                                + " /events or the id of an event of a stream, unchanged, or now",
                            "cursor"))));
  }
}
