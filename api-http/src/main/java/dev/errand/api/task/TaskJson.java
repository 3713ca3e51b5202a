package dev.errand.api.task;

import dev.errand.api.json.JsonWriter;
import dev.errand.core.calendar.DueDay;
import dev.errand.core.task.RetryPolicy;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskAstronomy;
import dev.errand.core.task.TaskDetails;
import dev.errand.core.tasktype.Performer;
import dev.errand.core.tasktype.RegisteredType;
import dev.errand.core.tasktype.TaskTypes;
import dev.errand.executor.TaskType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Tasks as JSON: a task's own values, and those that time and its type add. Thread-safe. */
public final class TaskJson {

  private final TaskTypes types;
  private final InstantSource clock;

  /** Types fill in what a task leaves to them; the clock tells what is overdue. */
  public TaskJson(TaskTypes types, InstantSource clock) {
    this.types = types;
    this.clock = clock;
  }

  /** One task as an answer's body. */
  public Buffer body(Task task) {
    return JsonWriter.write(json -> write(json, task));
  }

  /** The part of a task that says where it stands, as an answer's body. */
  static Buffer state(Task task) {
    var progress = task.progress();
    return JsonWriter.write(
        json ->
            json.id("id", task.key().id())
                .text("status", progress.status().word())
                .time("updated_at", task.timeline().updatedAt())
                .value("error", progress.error())
                .value("progress", progress.execution().progress()));
  }

  /** True if it should be over by now and is not. */
  boolean isOverdue(Task task) {
    var dueAt = task.details().effort().dueAt();
    return dueAt != null && dueAt.isBefore(clock.instant()) && !task.progress().status().terminal();
  }

  /** Writes the members of a task. */
  public void write(JsonWriter json, Task task) {
    var kind = task.kind();
    json.id("id", task.key().id())
        .text("namespace", kind.namespace())
        .text("type", kind.type())
        .text("performer", kind.performer().word())
        .text("unique_key", kind.keys().unique())
        .text("concurrency_key", kind.keys().concurrency());
    details(json, task);
    belonging(json, task);
    content(json, task.details());
    policy(json, task);
    progress(json, task);
    var timeline = task.timeline();
    json.text("block_reason", task.remarks().blockReason())
        .text("completion_notes", task.remarks().completionNotes())
        .time("completed_at", timeline.completedAt())
        .time("cancelled_at", timeline.cancelledAt())
        .integer("revision", timeline.revision())
        .time("created_at", timeline.createdAt())
        .time("updated_at", timeline.updatedAt());
  }

  private void details(JsonWriter json, Task task) {
    var details = task.details();
    json.text("title", details.text().title())
        .text("description", details.text().description())
        .value("translations", details.text().translations())
        .text("title_ar", Translations.arabic(details.text().translations(), "title"))
        .text("description_ar", Translations.arabic(details.text().translations(), "description"))
        .text("status", task.progress().status().word())
        .flag("is_overdue", isOverdue(task))
        .text("priority", details.priority().label())
        .integer("priority_rank", details.priority().rank());
  }

  private static void belonging(JsonWriter json, Task task) {
    var place = task.details().place();
    var ownership = task.ownership();
    var preset = ownership.origin().preset();
    json.text("owner_id", ownership.ownerId())
        .text("created_by", ownership.createdBy())
        .id("parent_id", ownership.origin().parentId())
        .text("source", ownership.origin().source())
        .text("original_message", ownership.origin().originalMessage())
        .id("template_id", preset == null ? null : preset.templateId())
        .id("trigger_id", ownership.origin().triggerId())
        .text("assignee_id", place.assigneeId())
        .text("domain", place.domain())
        .id("site_id", place.siteId())
        .text("field_id", place.fieldId())
        .text("zone_id", place.zoneId())
        .value("actual_minutes", task.remarks().actualMinutes());
  }

  private static void content(JsonWriter json, TaskDetails details) {
    var effort = details.effort();
    json.value("config", details.content().config())
        .value("args", details.content().args())
        .value("metadata", details.content().metadata())
        .value("tags", details.content().tags())
        .time("due_at", effort.dueAt())
        .text("timezone", effort.timezone() == null ? "UTC" : effort.timezone())
        .text("scheduled_time", effort.scheduledTime())
        .value("estimated_minutes", effort.estimatedMinutes())
        .value("drift_score", effort.driftScore())
        .value("astronomical", astronomical(effort));
  }

  private static @Nullable JsonObject astronomical(TaskDetails.Effort effort) {
    var stored = effort.astronomical();
    var due = effort.dueAt();
    return stored == null || due == null
        ? null
        : DueDay.of(stored).toJson(LocalDate.ofInstant(due, TaskAstronomy.zone(effort)));
  }

  /** What applies: the task's own word, or else its type's. */
  private void policy(JsonWriter json, Task task) {
    var type =
        types
            .find(task.kind().type())
            .orElseGet(() -> RegisteredType.ofWorkers(task.kind().type()));
    var defaults = type.descriptor().defaults();
    var policy = task.details().policy();
    var retry = RetryPolicy.of(defaults.retry());
    var effective = policy.retry() == null ? retry : retry.with(policy.retry());
    var own = policy.timeoutSeconds();
    json.object(
            "retry_policy",
            members ->
                members
                    .flag("enabled", effective.enabled())
                    .value("max_attempts", effective.maxAttempts())
                    .value("initial_seconds", effective.initialSeconds())
                    .value("multiplier", effective.multiplier())
                    .value("max_seconds", effective.maxSeconds())
                    .value("jitter", effective.jitter()))
        .value(
            "timeout_seconds",
            own == null ? usualTimeout(task.kind().performer(), defaults) : (Object) own);
    var evidence = policy.requiredEvidence();
    json.value("required_evidence", evidence == null ? type.requiredEvidence() : evidence);
    var keeping = task.details().keeping();
    json.flag("store_result", keeping.storeResult())
        .integer("result_ttl_seconds", keeping.resultTtlSeconds())
        .value("error_ttl_seconds", keeping.errorTtlSeconds())
        .time("expires_at", keeping.expiresAt());
  }

  /** The types of others have a limit too, but only executors are held to it. */
  private static @Nullable Long usualTimeout(Performer performer, TaskType.Defaults defaults) {
    return performer == Performer.SERVICE ? defaults.timeout().toSeconds() : null;
  }

  private static void progress(JsonWriter json, Task task) {
    var progress = task.progress();
    var underway = progress.execution();
    var recurrence = progress.recurrence();
    var statistics = progress.statistics();
    json.integer("attempt", progress.attempt())
        .id("execution_id", underway.id())
        .time("run_at", underway.runAt())
        .id("schedule_id", recurrence == null ? null : recurrence.scheduleId())
        .value("schedule", recurrence == null ? null : recurrence.spec())
        .time("started_at", underway.startedAt())
        .value("result", progress.result())
        .value("error", progress.error())
        .integer("run_count", statistics.runCount())
        .integer("success_count", statistics.successCount())
        .integer("failure_count", statistics.failureCount())
        .time("last_run_at", statistics.lastRunAt())
        .time("last_success_at", statistics.lastSuccessAt())
        .value("credits_per_run", task.kind().creditsPerRun())
        .value("total_credits", statistics.totalCredits())
        .value("relayed_to", progress.relayedTo());
  }
}
