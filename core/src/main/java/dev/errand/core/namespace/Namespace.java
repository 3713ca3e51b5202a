package dev.errand.core.namespace;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A namespace and its limits. One that tasks use and nobody has limited is at revision 0, without
 * times.
 *
 * @param name unique within a tenant
 * @param limits what holds for its executions
 * @param relay where its new tasks go; null if they are run here
 * @param revision raised by each change
 * @param createdAt when somebody first set its limits
 * @param updatedAt when somebody last did
 */
public record Namespace(
    String name,
    Limits limits,
    @Nullable Relay relay,
    int revision,
    @Nullable Instant createdAt,
    @Nullable Instant updatedAt) {

  /**
   * What holds for the executions of a namespace.
   *
   * @param paused whether nothing of it is given out
   * @param maxRunning how many of its executions run at once; null for any number
   * @param maxRunningPerKey how many of one concurrency key do
   * @param taskTypes the same two for single types: {@code {"type": {"max_running": n,
   *     "max_running_per_key": n}}}
   */
  public record Limits(
      boolean paused, @Nullable Integer maxRunning, int maxRunningPerKey, JsonObject taskTypes) {

    /** Nothing is held back, and one execution of a key runs at a time. */
    public static final Limits NONE = new Limits(false, null, 1, new JsonObject());

    JsonObject toJson() {
      return new JsonObject()
          .put("paused", paused)
          .put("max_running", maxRunning)
          .put("max_running_per_key", maxRunningPerKey)
          .put("task_types", taskTypes);
    }

    static Limits of(JsonObject json) {
      var types = json.getJsonObject("task_types", NONE.taskTypes).copy();
      types.getMap().values().removeIf(limits -> ((JsonObject) limits).isEmpty());
      return new Limits(
          json.getBoolean("paused", NONE.paused),
          json.getInteger("max_running"),
          json.getInteger("max_running_per_key", NONE.maxRunningPerKey),
          types);
    }
  }

  /**
   * Where new tasks go instead of being run here.
   *
   * @param url the base URL of another Errand
   * @param key an API key of it, never shown; null for none
   * @param since tasks from before are not relayed
   */
  public record Relay(String url, @Nullable String key, Instant since) {}

  static Namespace unlimited(String name) {
    return new Namespace(name, Limits.NONE, null, 0, null, null);
  }

  /** All that can be set, under its public names. */
  JsonObject settings() {
    return limits
        .toJson()
        .put("relay_url", relay == null ? null : relay.url())
        .put("relay_api_key", relay == null ? null : relay.key());
  }

  /** The same with other settings; a key goes with its URL. */
  Namespace with(JsonObject settings, JsonObject patch, Instant now) {
    var url = settings.getString("relay_url");
    boolean elsewhere = relay != null && !relay.url().equals(url);
    var key = elsewhere ? patch.getString("relay_api_key") : settings.getString("relay_api_key");
    return new Namespace(
        name,
        Limits.of(settings),
        url == null ? null : new Relay(url, key, relay == null ? now : relay.since()),
        revision,
        createdAt,
        updatedAt);
  }

  /** Its strong entity tag. */
  public String etag() {
    return "\"" + revision + "\"";
  }
}
