package dev.errand.core.task;

import dev.errand.core.execution.Payloads;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.task.Task.Keys;
import dev.errand.core.task.Task.Kind;
import dev.errand.core.task.Task.Origin;
import dev.errand.core.task.Task.Ownership;
import dev.errand.core.task.Task.Preset;
import dev.errand.core.task.Task.Progress;
import dev.errand.core.task.Task.Recurrence;
import dev.errand.core.task.Task.Remarks;
import dev.errand.core.task.Task.Statistics;
import dev.errand.core.task.Task.Timeline;
import dev.errand.core.task.Task.Underway;
import dev.errand.core.task.TaskDetails.Content;
import dev.errand.core.task.TaskDetails.Effort;
import dev.errand.core.task.TaskDetails.Keeping;
import dev.errand.core.task.TaskDetails.Place;
import dev.errand.core.task.TaskDetails.Policy;
import dev.errand.core.task.TaskDetails.Text;
import dev.errand.core.tasktype.Performer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code task_current c} beside its last execution {@code e}, as a task. */
final class TaskRows {

  /** What {@link #task} reads, in its order; payloads past their expiry are not shown. */
  static final String COLUMNS =
      """
      c.tenant_id, c.id, c.namespace, c.type, c.performer, c.credits_per_run,
      c.unique_key, c.concurrency_key,
      c.title, c.description, c.translations, c.priority_rank, c.config, c.args, c.metadata, c.tags,
      c.assignee_id, c.domain, c.site_id, c.field_id, c.zone_id, c.due_at, c.timezone,
      c.scheduled_time, c.estimated_minutes, c.drift_score, c.astronomical,
      c.retry_policy, c.timeout_seconds, c.required_evidence, c.store_result, c.result_ttl_seconds, c.error_ttl_seconds,
      c.expires_at, c.owner_id, c.created_by, c.parent_id, c.source, c.original_message,
      c.template_id, c.trigger_id,
      c.status, c.attempt, c.execution_id, c.run_at, coalesce(c.started_at, e.started_at), c.progress,
      c.run_count, c.success_count, c.failure_count, c.total_credits, c.last_run_at,
      c.last_success_at, e.result, e.result_expires_at, e.error, e.error_expires_at, c.lease_token,
      c.schedule_id, c.schedule,
      (select f.relayed_to from forwarding f
       where f.tenant_id = c.tenant_id and f.task_id = c.id limit 1),
      c.block_reason, c.completion_notes, c.actual_minutes, c.revision,
      c.created_at, c.touched_at, c.done_at, c.cancelled_at
      """;

  private TaskRows() {}

  static Task task(Row row, Instant now) {
    var r = new RowReader(row);
    var key = new TaskKey(r.text(), r.uuid());
    var kind =
        new Kind(
            r.text(),
            r.text(),
            Performer.of(r.text()),
            r.decimal(),
            new Keys(r.textOrNull(), r.textOrNull()));
    return new Task(
        key,
        kind,
        details(r),
        new Ownership(r.textOrNull(), r.text(), origin(r, kind)),
        progress(r, now),
        new Remarks(r.textOrNull(), r.textOrNull(), r.integerOrNull()),
        new Timeline(r.integer(), r.instant(), r.instant(), r.instantOrNull(), r.instantOrNull()));
  }

  private static Origin origin(RowReader r, Kind kind) {
    var parentId = r.uuidOrNull();
    var source = r.textOrNull();
    var message = r.textOrNull();
    var templateId = r.uuidOrNull();
    var preset = templateId == null ? null : new Preset(templateId, kind.creditsPerRun());
    return new Origin(parentId, source, message, preset, r.uuidOrNull());
  }

  private static TaskDetails details(RowReader r) {
    return new TaskDetails(
        new Text(r.text(), r.textOrNull(), translations(r)),
        new Priority(r.integer()),
        new Content(r.json(), r.jsonArray(), r.json(), r.texts()),
        new Place(r.textOrNull(), r.textOrNull(), r.uuidOrNull(), r.textOrNull(), r.textOrNull()),
        new Effort(
            r.instantOrNull(),
            r.textOrNull(),
            r.textOrNull(),
            r.integerOrNull(),
            r.real(),
            r.jsonOrNull()),
        new Policy(r.jsonOrNull(), r.integerOrNull(), r.textsOrNull()),
        keeping(r));
  }

  private static JsonObject translations(RowReader r) {
    var translations = r.jsonOrNull();
    return translations == null ? new JsonObject() : translations;
  }

  private static Keeping keeping(RowReader r) {
    var store = r.bool();
    var resultTtl = r.integerOrNull();
    return new Keeping(
        store,
        resultTtl == null ? Keeping.RESULT_TTL_SECONDS : resultTtl,
        r.integerOrNull(),
        r.instantOrNull());
  }

  private static @Nullable Recurrence recurrence(RowReader r) {
    var scheduleId = r.uuidOrNull();
    var spec = r.jsonOrNull();
    return scheduleId == null || spec == null ? null : new Recurrence(scheduleId, spec);
  }

  private static Progress progress(RowReader r, Instant now) {
    return new Progress(
        TaskStatus.of(r.text()).orElseThrow(),
        r.integer(),
        new Underway(r.uuidOrNull(), r.instantOrNull(), r.instantOrNull(), r.integerOrNull()),
        new Statistics(
            r.integer(),
            r.integer(),
            r.integer(),
            r.decimal(),
            r.instantOrNull(),
            r.instantOrNull()),
        Payloads.visible(r.jsonOrNull(), r.instantOrNull(), now),
        Payloads.visible(r.jsonOrNull(), r.instantOrNull(), now),
        r.bigintOrNull(),
        recurrence(r),
        r.jsonOrNull());
  }
}
