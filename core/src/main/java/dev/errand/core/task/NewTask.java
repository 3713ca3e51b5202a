package dev.errand.core.task;

import dev.errand.core.execution.Execution;
import dev.errand.core.tasktype.Performer;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants created, as the contract has validated it.
 *
 * @param type a name or alias; null means {@code other}
 * @param performer asked for; null means the type's
 * @param namespace where it belongs; null means {@code default}
 * @param keys what sets it apart, and what it must not run beside
 * @param origin where it comes from
 * @param start whether and when it should run
 * @param members the members of {@link TaskDetails}; config not yet merged or checked
 */
public record NewTask(
    @Nullable String type,
    @Nullable Performer performer,
    @Nullable String namespace,
    Task.Keys keys,
    Task.Origin origin,
    Start start,
    JsonObject members) {

  /** One whose kind, keys and origin stand under their public names beside other members. */
  public static NewTask from(JsonObject named, Start start, JsonObject members) {
    var performer = named.getString("performer");
    var parent = named.getString("parent_id");
    var trigger = named.getString("trigger_id");
    return new NewTask(
        named.getString("type"),
        performer == null ? null : Performer.of(performer),
        named.getString("namespace"),
        new Task.Keys(named.getString("unique_key"), named.getString("concurrency_key")),
        new Task.Origin(
            parent == null ? null : UUID.fromString(parent),
            named.getString("source"),
            named.getString("original_message"),
            preset(named),
            trigger == null ? null : UUID.fromString(trigger)),
        start,
        members);
  }

  /** Callers name none: it is put there by what makes tasks from templates. */
  private static Task.@Nullable Preset preset(JsonObject named) {
    var template = named.getString("template_id");
    return template == null
        ? null
        : new Task.Preset(
            UUID.fromString(template),
            new BigDecimal(named.getValue("credits_per_run").toString()));
  }

  /** One of the default namespace, without keys or origin. */
  public static NewTask of(@Nullable String type, Start start, JsonObject members) {
    return new NewTask(type, null, null, Task.Keys.NONE, Task.Origin.NONE, start, members);
  }

  /** The same as what a schedule is to create, from its first time on. */
  public NewTask later() {
    return new NewTask(type, performer, namespace, keys, origin, start.later(), members);
  }

  /** The same with other members. */
  NewTask with(JsonObject others) {
    return new NewTask(type, performer, namespace, keys, origin, start, others);
  }

  /**
   * Whether and when a task should run.
   *
   * @param immediately null if the caller did not say
   * @param runAt not before
   * @param trigger what to note as the cause
   * @param terms what else decides about it
   * @param schedule what runs it, or creates its like, again and again, as the caller wrote it
   * @param first false if the schedule is to create even the first of its tasks
   */
  public record Start(
      @Nullable Boolean immediately,
      @Nullable Instant runAt,
      Execution.Trigger trigger,
      Terms terms,
      @Nullable Object schedule,
      boolean first) {

    /** The same, not yet to be created itself. */
    public Start later() {
      return new Start(immediately, runAt, trigger, terms, schedule, false);
    }

    /** Once. */
    public Start(
        @Nullable Boolean immediately,
        @Nullable Instant runAt,
        Execution.Trigger trigger,
        Terms terms) {
      this(immediately, runAt, trigger, terms, null, true);
    }

    /** Once, unconditionally. */
    public Start(
        @Nullable Boolean immediately, @Nullable Instant runAt, Execution.Trigger trigger) {
      this(immediately, runAt, trigger, Terms.NONE, null, true);
    }
  }
}
