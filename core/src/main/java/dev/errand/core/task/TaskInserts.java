package dev.errand.core.task;

import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.notification.Telling;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.task.TaskCommand.CreateTask;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Inserts tasks, each with its queue row, history row and outbox row, in one statement for all. */
final class TaskInserts {

  /** The tasks asked for, one column from each parameter. */
  private static final String ASKED =
      """
        select * from unnest(
          $1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
          $8::text[], $9::integer[], $10::text[], $11::text[], $12::text[], $13::text[],
          $14::text[], $15::text[], $16::text[], $17::text[], $18::timestamptz[], $19::integer[],
          $20::float8[], $21::text[], $22::integer[], $23::numeric[], $24::text[],
          $25::timestamptz[], $26::uuid[], $27::timestamptz[], $28::text[], $29::text[],
          $30::uuid[], $31::text[], $32::text[], $33::text[], $34::text[], $35::text[],
          $36::boolean[], $37::integer[], $38::integer[], $39::timestamptz[], $40::text[],
          $41::text[], $42::text[], $43::text[], $44::uuid[], $45::text[], $46::text[],
          $47::uuid[], $48::timestamptz[], $49::text[])
        as new(
          tenant_id, id, namespace, domain, type, performer, title,
          description, priority_rank, config, metadata, tags, owner_id,
          created_by, assignee_id, field_id, zone_id, due_at, estimated_minutes,
          drift_score, retry_policy, timeout_seconds, credits_per_run, status,
          created_at, execution_id, run_at, trigger_type, trigger_data,
          event_id, client, request_id, args, unique_key, concurrency_key, store_result,
          result_ttl_seconds, error_ttl_seconds, expires_at, kin, source, original_message,
          translations, site_id, timezone, scheduled_time, reminder_id, remind_at,
          required_evidence)
      """;

  /** What is written of {@code new}: tasks, queue rows, history. */
  private static final String WRITES =
      """
      inserted as (
        insert into task (
          tenant_id, id, namespace, domain, type, performer, title, description, priority_rank,
          config, metadata, tags, owner_id, created_by, assignee_id, field_id, zone_id, due_at,
          estimated_minutes, drift_score, retry_policy, timeout_seconds, credits_per_run,
          resting_status, revision, created_at, updated_at, args, unique_key, concurrency_key,
          store_result, result_ttl_seconds, error_ttl_seconds, expires_at, parent_id, template_id,
          trigger_id, source,
          original_message, translations, site_id, timezone, scheduled_time,
          required_evidence, astronomical, astronomical_score MORE_COLUMNS)
        select
          tenant_id, id, namespace, domain, type, performer, title, description, priority_rank,
          config::jsonb, metadata::jsonb, array(select jsonb_array_elements_text(tags::jsonb -> 'tags')), owner_id,
          created_by, assignee_id, field_id, zone_id, due_at, estimated_minutes, drift_score,
          retry_policy::jsonb, timeout_seconds, credits_per_run, RESTING, REVISION, created_at, created_at,
          args::jsonb -> 'args', unique_key, concurrency_key, store_result, result_ttl_seconds,
          error_ttl_seconds, expires_at, (kin::jsonb ->> 'parent_id')::uuid,
          (kin::jsonb ->> 'template_id')::uuid, (kin::jsonb ->> 'trigger_id')::uuid, source, original_message,
          translations::jsonb, site_id, timezone, scheduled_time,
          string_to_array(required_evidence, ','), kin::jsonb -> 'astronomical',
          (kin::jsonb -> 'astronomical' ->> 'score')::smallint MORE_VALUES
        from new
      ), reminded as (
        insert into reminder (
          tenant_id, id, task_id, user_id, remind_at, channel, status, snooze_count, created_by,
          created_at, updated_at)
        select
          tenant_id, reminder_id, id, coalesce(assignee_id, owner_id, created_by), remind_at,
          'event', 'scheduled', 0, created_by, created_at, created_at
        from new where remind_at is not null
      ), queued as (
        insert into ready (
          tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, trigger_data, queued_at, concurrency_key, unique_key, expires_at,
          turn)
        select
          tenant_id, id, execution_id, namespace, type, performer, priority_rank, run_at,
          1, trigger_type, trigger_data::jsonb, created_at, coalesce(concurrency_key, ''), unique_key,
          expires_at, run_at - priority_rank * interval '1 minute'
        from new where status = 'queued'
      ), scheduled as (
        insert into deferred (
          tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, trigger_data, status, concurrency_key, unique_key, expires_at)
        select
          tenant_id, id, execution_id, namespace, type, performer, priority_rank, run_at,
          1, trigger_type, trigger_data::jsonb, 'scheduled', coalesce(concurrency_key, ''),
          unique_key, expires_at
        from new where status = 'scheduled' and execution_id is not null
      ), noted as (
        insert into task_history (
          tenant_id, task_id, seq, action, new_status, actor_id, actor_kind, client, request_id,
          created_at)
        select
          tenant_id, id, REVISION, ACTION, status, created_by,
          case when created_by like 'system:%' then 'system' else 'user' end, client, request_id,
          NOTED_AT
        from new
      )
      """;

  /** And their events. */
  private static final String PUBLISH =
      """
      insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
      select
        created_at, event_id, tenant_id, id, 'created', created_by,
        jsonb_build_object('task_type', type, 'name', title, 'status', status)
          || case when kin::jsonb ? 'relay_hops'
            then jsonb_build_object('relay_hops', kin::jsonb -> 'relay_hops') else '{}' end
      from new
      """;

  static final String INSERT =
      "with new as materialized (\n" + ASKED + "), " + writes("'pending'") + PUBLISH;

  /** Others than who creates or owns them learn what they are to do. */
  private static final String ASSIGN =
      ", assigned as (\n"
          + Telling.of(
              """
              select tenant_id, assignee_id, 'assigned', id, null::uuid, 'assigned:' || id || ':1',
                title, null, due_at, null, created_at
              from new
              where assignee_id is distinct from created_by
                and assignee_id is distinct from owner_id
              """)
          + ")\n";

  /** Where some have an assignee who is yet to learn of it; most have none, and pay for none. */
  static final String INSERT_AND_ASSIGN =
      "with new as materialized (\n" + ASKED + "), " + writes("'pending'") + ASSIGN + PUBLISH;

  private final Pg pg;
  private final Ids ids;

  TaskInserts(Pg pg, Ids ids) {
    this.pg = pg;
    this.ids = ids;
  }

  /** The beginning of statements that choose {@code new} from what is asked for. */
  static String asked() {
    return "with asked as materialized (\n" + ASKED + "), ";
  }

  /** For statements that choose {@code new} themselves; the text is an expression. */
  static String writes(String restingStatus) {
    return writes(new Variant(restingStatus, "", 1, "'created'", "created_at"));
  }

  /** The same of tasks that are not created now. */
  static String writes(Variant variant) {
    var more = variant.more().isEmpty() ? "" : ", " + variant.more();
    return WRITES
        .replace("RESTING", variant.resting())
        .replace("REVISION", Integer.toString(variant.revision()))
        .replace("ACTION", variant.action())
        .replace("NOTED_AT", variant.notedAt())
        .replace(" MORE_COLUMNS", more)
        .replace(" MORE_VALUES", more);
  }

  /**
   * How tasks are written; the texts are expressions.
   *
   * @param resting where they rest
   * @param more columns of the same name that {@code new} has besides
   * @param revision the first
   * @param action how history calls it
   * @param notedAt when that happened
   */
  record Variant(String resting, String more, int revision, String action, String notedAt) {}

  /** What follows {@link #writes}, as more parts of the statement. */
  static String publishing() {
    return ASSIGN + ", published as (\n" + PUBLISH + ")\n";
  }

  /** The statement that inserts these. */
  static String statement(List<CreateTask> commands) {
    return commands.stream().anyMatch(c -> c.task().details().place().assigneeId() != null)
        ? INSERT_AND_ASSIGN
        : INSERT;
  }

  /** Answers with the tasks as they now are, in order. */
  Future<List<Task>> insert(List<CreateTask> commands) {
    return pg.hot(statement(commands), parameters(commands))
        .map(commands.stream().map(CreateTask::task).toList());
  }

  /** The parameters of {@link #ASKED}; more may be added. */
  Tuple parameters(List<CreateTask> commands) {
    var columns = new Columns<>(commands);
    identity(columns);
    details(columns);
    circumstances(columns);
    return columns.tuple();
  }

  private static void identity(Columns<CreateTask> columns) {
    columns
        .text(c -> c.task().key().tenantId())
        .uuid(c -> c.task().key().id())
        .text(c -> c.task().kind().namespace())
        .text(c -> c.task().details().place().domain())
        .text(c -> c.task().kind().type())
        .text(c -> c.task().kind().performer().word());
  }

  private static void details(Columns<CreateTask> columns) {
    Function<CreateTask, TaskDetails> details = c -> c.task().details();
    columns
        .text(c -> details.apply(c).text().title())
        .text(c -> details.apply(c).text().description())
        .integer(c -> details.apply(c).priority().rank())
        .json(c -> details.apply(c).content().config())
        .json(c -> details.apply(c).content().metadata())
        // An array of arrays of different lengths is no PostgreSQL array, hence JSON.
        .json(c -> new JsonObject().put("tags", details.apply(c).content().tags()))
        .text(c -> c.task().ownership().ownerId())
        .text(c -> c.task().ownership().createdBy())
        .text(c -> details.apply(c).place().assigneeId())
        .text(c -> details.apply(c).place().fieldId())
        .text(c -> details.apply(c).place().zoneId())
        .instant(c -> details.apply(c).effort().dueAt())
        .integer(c -> details.apply(c).effort().estimatedMinutes())
        .real(c -> details.apply(c).effort().driftScore())
        .json(c -> details.apply(c).policy().retry())
        .integer(c -> details.apply(c).policy().timeoutSeconds())
        .decimal(c -> c.task().kind().creditsPerRun());
  }

  private void circumstances(Columns<CreateTask> columns) {
    columns
        .text(c -> c.task().progress().status().word())
        .instant(c -> c.task().timeline().createdAt())
        .uuid(c -> c.task().progress().execution().id())
        .instant(c -> c.task().progress().execution().runAt())
        .text(c -> c.trigger() == null ? null : c.trigger().type())
        .json(c -> c.trigger() == null ? null : c.trigger().data())
        .uuid(c -> ids.next())
        .text(c -> client(c.caller()))
        .text(c -> c.caller().request().requestId())
        .json(c -> new JsonObject().put("args", c.task().details().content().args()))
        .text(c -> c.task().kind().keys().unique())
        .text(c -> c.task().kind().keys().concurrency())
        .bool(c -> c.task().details().keeping().storeResult())
        .integer(c -> c.task().details().keeping().resultTtlSeconds())
        .integer(c -> c.task().details().keeping().errorTtlSeconds())
        .instant(c -> c.task().details().keeping().expiresAt())
        .json(c -> kin(c))
        .text(c -> c.task().ownership().origin().source())
        .text(c -> c.task().ownership().origin().originalMessage());
    people(columns);
  }

  private void people(Columns<CreateTask> columns) {
    columns
        .json(c -> TaskWrites.orNull(c.task().details().text().translations()))
        .uuid(c -> c.task().details().place().siteId())
        .text(c -> c.task().details().effort().timezone())
        .text(c -> c.task().details().effort().scheduledTime())
        .uuid(c -> c.remindAt() == null ? null : ids.next())
        .instant(CreateTask::remindAt)
        .text(c -> joined(c.task().details().policy().requiredEvidence()));
  }

  private static @Nullable String joined(@Nullable List<String> kinds) {
    return kinds == null ? null : String.join(",", kinds);
  }

  /** What few tasks have, so that most carry one null for all of it. */
  private static @Nullable JsonObject kin(CreateTask command) {
    var origin = command.task().ownership().origin();
    var preset = origin.preset();
    int relayHops = command.caller().request().relayHops();
    var astronomical = command.task().details().effort().astronomical();
    if (origin.parentId() == null
        && preset == null
        && origin.triggerId() == null
        && relayHops == 0
        && astronomical == null) {
      return null;
    }
    var kin =
        new JsonObject()
            .put("parent_id", text(origin.parentId()))
            .put("template_id", preset == null ? null : text(preset.templateId()))
            .put("trigger_id", text(origin.triggerId()));
    if (astronomical != null) {
      kin.put("astronomical", astronomical);
    }
    return relayHops == 0 ? kin : kin.put("relay_hops", relayHops);
  }

  private static @Nullable String text(@Nullable UUID id) {
    return id == null ? null : id.toString();
  }

  private static @Nullable String client(Caller caller) {
    return caller.request().client();
  }
}
