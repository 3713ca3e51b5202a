package dev.errand.core.task;

import io.vertx.core.json.JsonArray;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a task: a caller's change, or the start or end of an execution.
 *
 * @param at when
 * @param action created, updated, …; started, or the execution's final status
 * @param move from which status to which
 * @param seq the revision that a caller's change made; null for executions
 * @param executionId of an execution; null for a caller's change
 * @param taskId to which task
 * @param actor who did it
 * @param changes per field {@code {field, old, new}}; null if no field changed
 * @param notes in words
 */
public record HistoryEntry(
    Instant at,
    String action,
    Move move,
    @Nullable Integer seq,
    @Nullable UUID executionId,
    UUID taskId,
    Actor actor,
    @Nullable JsonArray changes,
    @Nullable String notes) {

  /** A change of status. */
  public record Move(@Nullable String oldStatus, @Nullable String newStatus) {}

  /**
   * Who did it.
   *
   * @param id user, or worker
   * @param kind user, service or system
   * @param client software, as it named itself
   * @param requestId of the request
   */
  public record Actor(
      String id, String kind, @Nullable String client, @Nullable String requestId) {}
}
