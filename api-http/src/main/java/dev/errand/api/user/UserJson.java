package dev.errand.api.user;

import dev.errand.api.json.JsonWriter;
import dev.errand.core.user.Preferences;
import dev.errand.core.user.User;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/** Users as JSON, and JSON as what the core understands of users. */
final class UserJson {

  private UserJson() {}

  static Buffer body(User user) {
    return JsonWriter.write(json -> write(json, user));
  }

  static void write(JsonWriter json, User user) {
    var timeline = user.timeline();
    json.text("id", user.id())
        .text("name", user.contact().name())
        .text("email", user.contact().email())
        .text("telegram_id", user.contact().telegramId())
        .text("timezone", zone(user))
        .text("role", user.standing().role().word())
        .text("subscription_level", user.standing().subscriptionLevel())
        .value("preferences", Preferences.of(user))
        .flag("is_active", user.standing().active())
        .text("created_by", timeline.createdBy())
        .integer("revision", timeline.revision())
        .time("created_at", timeline.createdAt())
        .time("updated_at", timeline.updatedAt());
  }

  static Buffer preferences(User user) {
    return Preferences.of(user).toBuffer();
  }

  static String zone(User user) {
    return Objects.requireNonNullElse(user.timezone(), "UTC");
  }

  /** Members as the contract allows them; Telegram's own ids are numbers. */
  static JsonObject members(JsonObject body) {
    var telegramId = body.getValue("telegram_id");
    return telegramId instanceof Number
        ? body.copy().put("telegram_id", telegramId.toString())
        : body;
  }
}
