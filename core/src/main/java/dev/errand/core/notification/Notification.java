package dev.errand.core.notification;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody was told, as they find it in their list.
 *
 * @param id its id, and the key by which receivers know it again
 * @param userId whom it tells
 * @param taskId of which task; null for a day's summary
 * @param content what it says
 * @param zone of its reader
 * @param delivery how it went out
 * @param createdAt when there was something to tell
 * @param readAt when its reader said that they had read it
 */
public record Notification(
    UUID id,
    String userId,
    @Nullable UUID taskId,
    Content content,
    ZoneId zone,
    Delivery delivery,
    Instant createdAt,
    @Nullable Instant readAt) {

  /**
   * How it went out.
   *
   * @param channel by which it went, or was to go last; null before the first attempt
   * @param error why the last attempt failed
   */
  public record Delivery(
      Status status, @Nullable String channel, @Nullable Instant sentAt, @Nullable String error) {}

  /** Where its delivery stands. */
  public enum Status {
    PENDING,
    /** Until its reader's quiet hours are over. */
    HELD,
    SENT,
    FAILED;

    /** The word that JSON uses. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Status of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }
}
