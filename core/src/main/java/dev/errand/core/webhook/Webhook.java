package dev.errand.core.webhook;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's wish to be told of events over HTTP. Its secret is not part of it.
 *
 * @param id its id
 * @param url where to tell
 * @param description for people
 * @param filter of which events
 * @param active whether it is told
 * @param health how that went lately
 * @param timeline when what happened
 */
public record Webhook(
    UUID id,
    String url,
    @Nullable String description,
    Filter filter,
    boolean active,
    Health health,
    Timeline timeline) {

  /**
   * Which events it is told of.
   *
   * @param eventTypes types, and beginnings of types that end in {@code .*}; empty for all
   * @param namespaces of tasks; empty for all
   */
  public record Filter(List<String> eventTypes, List<String> namespaces) {

    /** Whether it wants events of the type, from whatever namespace. */
    public boolean wants(String eventType) {
      return eventTypes.isEmpty() || eventTypes.stream().anyMatch(each -> matches(each, eventType));
    }

    private static boolean matches(String pattern, String eventType) {
      return pattern.equals("*")
          || (pattern.endsWith(".*")
              ? eventType.startsWith(pattern.substring(0, pattern.length() - 1))
              : eventType.equals(pattern));
    }
  }

  /**
   * How telling it went.
   *
   * @param failingSince when the first delivery failed after the last that arrived; null if that
   *     was the last
   * @param disabledReason why the service has turned it off; null if it has not
   * @param oldSecretUntil until when deliveries are signed with the secret before, too
   */
  public record Health(
      @Nullable Instant failingSince,
      @Nullable String disabledReason,
      @Nullable Instant oldSecretUntil) {

    /** Nothing to say. */
    static final Health GOOD = new Health(null, null, null);
  }

  /** When what happened, and who began it. */
  public record Timeline(String createdBy, int revision, Instant createdAt, Instant updatedAt) {}

  /** Its strong entity tag. */
  public String etag() {
    return "\"" + timeline.revision() + "\"";
  }

  /** What people write of it, under its public names. */
  JsonObject members() {
    return new JsonObject()
        .put("url", url)
        .put("description", description)
        .put("event_types", new JsonArray(filter.eventTypes()))
        .put("namespaces", new JsonArray(filter.namespaces()))
        .put("active", active);
  }

  /** One of these members; what is missing is as usual. */
  static Webhook of(UUID id, JsonObject members, Health health, Timeline timeline) {
    return new Webhook(
        id,
        members.getString("url"),
        members.getString("description"),
        new Filter(texts(members, "event_types"), texts(members, "namespaces")),
        members.getBoolean("active", true),
        health,
        timeline);
  }

  private static List<String> texts(JsonObject members, String name) {
    return members.getJsonArray(name, new JsonArray()).stream().map(String::valueOf).toList();
  }
}
