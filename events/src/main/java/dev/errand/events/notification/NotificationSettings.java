package dev.errand.events.notification;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The channels beside those that need nothing.
 *
 * @param mail null for none, as for the others
 * @param service base URL of a notification service
 */
public record NotificationSettings(
    @Nullable MailSettings mail,
    @Nullable Telegram telegram,
    @Nullable MqttSettings mqtt,
    @Nullable URI service) {

  /**
   * A bot.
   *
   * @param base URL of the Bot API
   */
  public record Telegram(URI base, String token) {}
}
