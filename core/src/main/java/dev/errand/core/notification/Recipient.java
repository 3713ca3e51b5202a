package dev.errand.core.notification;

import dev.errand.core.schedule.TimeZones;
import io.vertx.core.json.JsonObject;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom a notification is for. Immutable; its JSON object is shared and must not be changed.
 *
 * @param userId who
 * @param email where mail reaches them
 * @param telegramId where Telegram reaches them
 * @param timezone whose local time they live by; null for UTC
 * @param preferences as they have said, without defaults
 * @param active whether they work here still
 */
public record Recipient(
    String userId,
    @Nullable String email,
    @Nullable String telegramId,
    @Nullable String timezone,
    JsonObject preferences,
    boolean active) {

  /** Whose local time they live by. */
  public ZoneId zone() {
    return Optional.ofNullable(timezone).flatMap(TimeZones::find).orElse(TimeZones.UTC);
  }
}
