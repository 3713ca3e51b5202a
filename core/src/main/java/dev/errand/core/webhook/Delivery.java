package dev.errand.core.webhook;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to a webhook, or the record of that.
 *
 * @param id its id
 * @param event which event
 * @param status pending, delivered or failed
 * @param attempts how many have ended
 * @param nextAt when the next begins, if it is pending
 * @param last how the last attempt went
 * @param createdAt when the event was taken up
 * @param endedAt when it was delivered or given up
 */
public record Delivery(
    UUID id,
    Event event,
    String status,
    int attempts,
    @Nullable Instant nextAt,
    Attempt last,
    Instant createdAt,
    @Nullable Instant endedAt) {

  /** On its way. */
  public static final String PENDING = "pending";

  /** An event: its id, its type, and what it is about, if that is a task. */
  public record Event(UUID id, String type, @Nullable UUID taskId) {}

  /**
   * How an attempt went.
   *
   * @param status of the answer; null if there was none
   * @param error why it failed; null if it did not
   * @param durationMs how long it took; null if there was no attempt yet
   */
  public record Attempt(
      @Nullable Integer status, @Nullable String error, @Nullable Integer durationMs) {

    /** There was none yet. */
    public static final Attempt NONE = new Attempt(null, null, null);
  }
}
