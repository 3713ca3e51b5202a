package dev.errand.core.user;

import io.vertx.core.json.JsonObject;

/** What people wish of notifications. */
public final class Preferences {

  /** What holds for who has not said otherwise. */
  public static final JsonObject USUAL =
      new JsonObject()
          .put("notifications_enabled", true)
          .put("reminder_minutes_before", 30)
          .putNull("channels")
          .putNull("webhook_url")
          .put("daily_summary_enabled", false)
          .put("daily_summary_time", "08:00")
          .putNull("quiet_hours");

  private Preferences() {}

  /** All of a user's, said or not. */
  public static JsonObject of(User user) {
    return USUAL.copy().mergeIn(user.preferences());
  }
}
