package dev.errand.core.template;

import dev.errand.core.identity.Level;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A preset from which tasks are created. Immutable; its JSON object is shared and must not be
 * changed.
 *
 * @param id its id, the same in all tenants if it is built in
 * @param members all of it that people write, complete, under its public names
 * @param builtIn whether all tenants have it, and none can change it
 * @param timeline when what happened
 */
public record Template(UUID id, JsonObject members, boolean builtIn, Timeline timeline) {

  /** When what happened, and who began it. */
  public record Timeline(String createdBy, int revision, Instant createdAt, Instant updatedAt) {}

  /** Members that a template has if nobody says anything. */
  private static JsonObject defaults() {
    return new JsonObject()
        .put("key", null)
        .put("name", null)
        .put("description", null)
        .put("category", "general")
        .put("type", null)
        .put("default_config", new JsonObject())
        .put("required_fields", new JsonArray())
        .put("optional_fields", new JsonArray())
        .put("fills", new JsonObject())
        .put("config_schema", null)
        .put("required_subscription_level", Level.FREE.word())
        .put("credits_per_run", 0)
        .put("min_run_interval_seconds", null)
        .put("default_schedule", null)
        .put("tags", new JsonArray())
        .put("metadata", new JsonObject())
        .put("is_active", true);
  }

  /** One of these members; those that are missing or null are as usual. */
  static Template of(UUID id, JsonObject given, boolean builtIn, Timeline timeline) {
    var members = defaults();
    for (var member : given) {
      if (member.getValue() != null) {
        members.put(member.getKey(), member.getValue());
      }
    }
    return new Template(id, members, builtIn, timeline);
  }

  /** Its strong entity tag. */
  public String etag() {
    return "\"" + timeline.revision() + "\"";
  }

  /** What people call it. */
  public String key() {
    return members.getString("key");
  }

  /** For people; the title of tasks that are given none. */
  public String name() {
    return members.getString("name");
  }

  /** What kind of thing its tasks do. */
  public String category() {
    return members.getString("category");
  }

  /** The type of its tasks. */
  public String type() {
    return members.getString("type");
  }

  /** The least level that may create tasks from it. */
  public Level level() {
    return Level.of(members.getString("required_subscription_level")).orElse(Level.FREE);
  }

  /** Charged for each success of its tasks. */
  public BigDecimal creditsPerRun() {
    return new BigDecimal(members.getValue("credits_per_run").toString());
  }

  /** How many seconds must pass between two runs of one of its tasks; null if none must. */
  public @Nullable Integer minRunIntervalSeconds() {
    return members.getInteger("min_run_interval_seconds");
  }

  /** True if tasks can be created from it. */
  public boolean active() {
    return members.getBoolean("is_active");
  }

  /** Names of members of the task, or of its config, that must be given. */
  public List<String> requiredFields() {
    return texts("required_fields");
  }

  /** Names of those that may be given. */
  public List<String> optionalFields() {
    return texts("optional_fields");
  }

  private List<String> texts(String name) {
    return members.getJsonArray(name).stream().map(String::valueOf).toList();
  }

  /** The config of its tasks, under what they are given. */
  public JsonObject defaultConfig() {
    return members.getJsonObject("default_config").copy();
  }

  /** Which member ({@code config.url}, {@code run_at}) takes its value from which field. */
  public JsonObject fills() {
    return members.getJsonObject("fills");
  }

  /** The schedule of tasks that are given none; null for none. */
  public @Nullable Object defaultSchedule() {
    return members.getValue("default_schedule");
  }

  /** What the config must look like besides what the type says; null for anything. */
  public @Nullable JsonObject configSchema() {
    return members.getJsonObject("config_schema");
  }
}
