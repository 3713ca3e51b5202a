package dev.errand.executor;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/**
 * Describes a type of task: what it is called, what its config must look like, and the defaults of
 * its tasks. Start from {@link #named} and change what differs.
 *
 * @param name 1 to 128 characters, unique in the service
 * @param aliases other names accepted on input
 * @param title for people, one line
 * @param description for people, a paragraph
 * @param config what a task's config must look like
 * @param defaults what a task has unless it says otherwise
 * @param resultIsFact whether a result is knowledge that others may reuse while it is fresh
 */
public record TaskType(
    String name,
    List<String> aliases,
    String title,
    String description,
    Config config,
    Defaults defaults,
    boolean resultIsFact) {

  /** A type without aliases that accepts any config, with the usual defaults. */
  public static TaskType named(String name) {
    return new TaskType(name, List.of(), name, "", Config.ANY, Defaults.USUAL, false);
  }

  /** The same with other names accepted on input. */
  public TaskType alsoKnownAs(String... names) {
    return new TaskType(name, List.of(names), title, description, config, defaults, resultIsFact);
  }

  /** The same with texts for people. */
  public TaskType describedAs(String newTitle, String newDescription) {
    return new TaskType(name, aliases, newTitle, newDescription, config, defaults, resultIsFact);
  }

  /** The same with a description of its config. */
  public TaskType configuredBy(Config newConfig) {
    return new TaskType(name, aliases, title, description, newConfig, defaults, resultIsFact);
  }

  /** The same with other defaults for its tasks. */
  public TaskType defaultingTo(Defaults newDefaults) {
    return new TaskType(name, aliases, title, description, config, newDefaults, resultIsFact);
  }

  /** The same, with results that are facts. */
  public TaskType yieldingFacts() {
    return new TaskType(name, aliases, title, description, config, defaults, true);
  }

  /**
   * What the config of a task must look like.
   *
   * @param schema JSON Schema (draft 2020-12) of the object
   * @param defaults merged under what a task gives, member by member
   * @param examples whole configs that satisfy the schema
   */
  public record Config(JsonObject schema, JsonObject defaults, List<JsonObject> examples) {

    /** Any object. */
    public static final Config ANY =
        new Config(new JsonObject().put("type", "object"), new JsonObject(), List.of());
  }

  /**
   * What a task has unless it says otherwise.
   *
   * @param timeout of one attempt, 1 s to 24 h
   * @param credits charged for each success, 0 or more
   * @param retry when and how often a failed attempt is repeated
   * @param minInterval what must pass after a run before its task can be run again by hand; zero
   *     for nothing
   */
  public record Defaults(Duration timeout, BigDecimal credits, Retry retry, Duration minInterval) {

    /** 30 seconds, no credits, the usual retries. */
    public static final Defaults USUAL =
        new Defaults(Duration.ofSeconds(30), BigDecimal.ZERO, Retry.USUAL, Duration.ZERO);

    /** The same with another time limit. */
    public Defaults withTimeout(Duration newTimeout) {
      return new Defaults(newTimeout, credits, retry, minInterval);
    }

    /** The same with credits to charge. */
    public Defaults withCredits(String newCredits) {
      return new Defaults(timeout, new BigDecimal(newCredits), retry, minInterval);
    }

    /** The same with other retries. */
    public Defaults withRetry(Retry newRetry) {
      return new Defaults(timeout, credits, newRetry, minInterval);
    }

    /** The same with a time that must pass between runs. */
    public Defaults withMinInterval(Duration newMinInterval) {
      return new Defaults(timeout, credits, retry, newMinInterval);
    }
  }

  /**
   * Exponential backoff: the delay after attempt n is {@code min(longest, first ×
   * multiplier^(n−1))}, spread by the jitter.
   *
   * @param maxAttempts in all, 1 or more; 0 means no limit
   * @param first delay after the first failure
   * @param multiplier 1 or more
   * @param longest delay
   * @param jitter the share, 0 to 1, by which a delay may differ either way
   */
  public record Retry(
      int maxAttempts, Duration first, double multiplier, Duration longest, double jitter) {

    /** Five attempts: 15 s, doubled up to 5 min, ± 10 %. */
    public static final Retry USUAL =
        new Retry(5, Duration.ofSeconds(15), 2, Duration.ofMinutes(5), 0.1);
  }
}
