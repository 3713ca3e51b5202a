package dev.errand.core.user;

import dev.errand.core.identity.Role;
import dev.errand.core.schedule.TimeZones;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who works in a tenant. Immutable; its JSON object is shared and must not be changed.
 *
 * @param tenantId whose tenant
 * @param id the name that identity gives them
 * @param contact how they are called and reached
 * @param timezone whose local time they live by; null while nobody has said, which means UTC
 * @param standing what they may do
 * @param preferences where they differ from {@link Preferences#USUAL}
 * @param timeline when what happened
 */
public record User(
    String tenantId,
    String id,
    Contact contact,
    @Nullable String timezone,
    Standing standing,
    JsonObject preferences,
    Timeline timeline) {

  /** How they are called and reached. */
  public record Contact(
      @Nullable String name, @Nullable String email, @Nullable String telegramId) {}

  /** What they may do. */
  public record Standing(Role role, @Nullable String subscriptionLevel, boolean active) {}

  /** When what happened, and who began it. */
  public record Timeline(String createdBy, int revision, Instant createdAt, Instant updatedAt) {}

  /** Whose local time they live by. */
  public ZoneId zone() {
    return Optional.ofNullable(timezone).flatMap(TimeZones::find).orElse(TimeZones.UTC);
  }

  /** Its strong entity tag: another one for somebody else who comes under the same id later. */
  public String etag() {
    return "\"%d-%x\"".formatted(timeline.revision(), timeline.createdAt().toEpochMilli());
  }

  /** The members that can be changed, under their public names. */
  JsonObject members() {
    return new JsonObject()
        .put("name", contact.name())
        .put("email", contact.email())
        .put("telegram_id", contact.telegramId())
        .put("timezone", timezone)
        .put("role", standing.role().word())
        .put("subscription_level", standing.subscriptionLevel())
        .put("preferences", preferences)
        .put("is_active", standing.active());
  }

  /** The same after a change. */
  User with(JsonObject members, Instant now) {
    return new User(
        tenantId,
        id,
        new Contact(
            members.getString("name"),
            members.getString("email"),
            members.getString("telegram_id")),
        members.getString("timezone"),
        new Standing(
            Role.of(members.getString("role", Role.TECHNICIAN.word())).orElseThrow(),
            members.getString("subscription_level"),
            members.getBoolean("is_active", true)),
        members.getJsonObject("preferences", new JsonObject()),
        new Timeline(timeline.createdBy(), timeline.revision() + 1, timeline.createdAt(), now));
  }

  /** One that is yet to be stored. */
  static User fresh(String tenantId, String id, JsonObject members, Timeline timeline) {
    var blank =
        new User(
            tenantId,
            id,
            new Contact(null, null, null),
            null,
            new Standing(Role.TECHNICIAN, null, true),
            new JsonObject(),
            new Timeline(timeline.createdBy(), 0, timeline.createdAt(), timeline.updatedAt()));
    return blank.with(members, timeline.updatedAt());
  }
}
