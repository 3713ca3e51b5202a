package dev.errand.core.task;

import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A position in a history, by the values of the last entry seen, so that what happens meanwhile
 * shifts nothing.
 *
 * @param at when
 * @param seq of a change; behind all of them for executions
 * @param id of the execution, or of the task where a history is that of many
 * @param before the status that an execution's entry begins with
 */
record HistoryPlace(Instant at, int seq, UUID id, String before) {

  private static final UUID NONE = new UUID(0, 0);
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  /** In the history of one task. */
  static HistoryPlace inTask(HistoryEntry entry) {
    var old = entry.move().oldStatus();
    return new HistoryPlace(
        entry.at(),
        entry.seq() == null ? Integer.MAX_VALUE : entry.seq(),
        entry.executionId() == null ? NONE : entry.executionId(),
        old == null ? "" : old);
  }

  /** In the history of all tasks of a tenant: a task is created when its id says so. */
  static HistoryPlace inTenant(HistoryEntry entry) {
    int seq = entry.seq() == null ? 0 : entry.seq();
    var at =
        seq == 1
            ? Instant.ofEpochMilli(entry.taskId().getMostSignificantBits() >>> 16)
            : entry.at();
    return new HistoryPlace(at, seq, entry.taskId(), "");
  }

  String text() {
    return "%s %d %s %s".formatted(at, seq, id, before);
  }

  /**
   * Reads the text again.
   *
   * @throws Problem.Invalid if it is none
   */
  static HistoryPlace of(String text) {
    var parts = text.split(" ", -1);
    try {
      if (parts.length == 4) {
        var at = Instant.parse(parts[0]);
        if (!at.isBefore(Instant.EPOCH) && at.isBefore(LATEST)) {
          return new HistoryPlace(
              at, Integer.parseInt(parts[1]), UUID.fromString(parts[2]), parts[3]);
        }
      }
    } catch (IllegalArgumentException | DateTimeException malformed) {
      // Told below, like a wrong number of parts.
    }
    throw new Problem.Invalid(
        List.of(
            new Violation(
                List.of("query", "cursor"),
                "is not a next_cursor of an earlier page of this history",
                "cursor")));
  }
}
