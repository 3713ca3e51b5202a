package dev.errand.core.lease;

import dev.errand.core.lease.LeaseCommand.Beat;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.executor.Outcome.Notice;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How executions end, are given back, and are kept alive. */
final class LeaseEndings {

  /** Before the fence: the endings asked for. After it: whatever an ending writes. */
  private static final String ASKED =
      """
      with asked as (
        select * from unnest(
          $1::text[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::text[],
          $8::text[], $9::numeric[], $10::integer[], $11::integer[], $12::integer[], $13::text[],
          $14::text[], $15::uuid[], $16::timestamptz[], $17::integer[], $18::timestamptz[],
          $19::text[])
        as asked(
          tenant_id, task_id, execution_id, token, status, task_status, result,
          error, credits, tokens_used, api_calls, progress, log,
          memory, next_execution_id, next_run_at, next_attempt, ended_at, notices)
      ), ended as (
        delete from lease l using asked a
        where l.tenant_id = a.tenant_id and l.task_id = a.task_id
          and l.execution_id = a.execution_id and l.token = a.token
      """;

  private static final String WRITES =
      """
        returning a.*, l.attempt, l.trigger_type, l.trigger_data, l.worker_id, l.owner_id,
          l.queued_at, l.started_at
      ), kept as (
        insert into execution (
          tenant_id, id, task_id, attempt, status, task_status, trigger_type, trigger_data,
          worker_id, queued_at, started_at, completed_at, result, error, credits_consumed,
          tokens_used, api_calls_made, progress, log)
        select
          tenant_id, execution_id, task_id, attempt, status, task_status, trigger_type,
          trigger_data, worker_id, queued_at, started_at, ended_at, result::jsonb, error::jsonb, credits,
          tokens_used, api_calls, progress, log
        from ended
      ), counted as (
        insert into task_state as s (
          tenant_id, task_id, status, attempt, run_count, success_count, failure_count,
          total_credits, last_run_at, last_success_at, last_execution_id, last_token, memory,
          updated_at)
        select
          tenant_id, task_id,
          case when task_status in ('completed', 'failed') then task_status end,
          -- Put off is not run.
          attempt, (status <> 'snoozed')::integer, (status = 'succeeded')::integer,
          (status in ('failed', 'timed_out', 'lost'))::integer, credits, ended_at,
          case when status = 'succeeded' then ended_at end, execution_id, token, memory::jsonb,
          ended_at
        from ended
        on conflict (tenant_id, task_id) do update set
          status = excluded.status, attempt = excluded.attempt,
          run_count = s.run_count + excluded.run_count,
          success_count = s.success_count + excluded.success_count,
          failure_count = s.failure_count + excluded.failure_count,
          total_credits = s.total_credits + excluded.total_credits,
          last_run_at = excluded.last_run_at,
          last_success_at = coalesce(excluded.last_success_at, s.last_success_at),
          last_execution_id = excluded.last_execution_id, last_token = excluded.last_token,
          memory = coalesce(excluded.memory, s.memory), updated_at = excluded.updated_at
      ), followed as (
        insert into deferred (
          tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, trigger_data, status, concurrency_key, unique_key, expires_at)
        select
          e.tenant_id, e.task_id, e.next_execution_id, t.namespace, t.type, t.performer,
          t.priority_rank, e.next_run_at, e.next_attempt,
          case when e.task_status = 'retry' then 'retry' else e.trigger_type end, e.trigger_data,
          e.task_status, coalesce(t.concurrency_key, ''), t.unique_key, t.expires_at
        from ended e
        join task t on t.tenant_id = e.tenant_id and t.id = e.task_id
        where e.next_execution_id is not null
      ), published as (
        insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
        select
          ended_at, execution_id, tenant_id, task_id, 'executed', owner_id,
          jsonb_build_object(
            'execution_id', execution_id, 'status', status, 'attempt', attempt,
            'credits', credits, 'started_at', started_at,
            'duration_ms', floor(extract(epoch from ended_at - started_at) * 1000)::bigint,
            'new_status', task_status, 'error', error::jsonb, 'run_at', next_run_at,
            'notices', notices::jsonb -> 'items')
        from ended
      )
      select execution_id from ended
      """;

  static final String END = ASKED + "    and not l.cancel_requested\n" + WRITES;

  static final String END_CANCELLED = ASKED + "    and l.cancel_requested\n" + WRITES;

  static final String RELEASE =
      """
      with released as (
        delete from lease l using unnest($1::text[], $2::uuid[], $3::uuid[], $4::bigint[])
          as a(tenant_id, task_id, execution_id, token)
        where l.tenant_id = a.tenant_id and l.task_id = a.task_id
          and l.execution_id = a.execution_id and l.token = a.token and not l.cancel_requested
        returning l.tenant_id, l.task_id, l.execution_id, l.attempt, l.trigger_type,
          l.trigger_data, l.queued_at
      ), queued as (
        insert into ready (
          tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, trigger_data, queued_at, concurrency_key, unique_key, expires_at,
          turn)
        select
          r.tenant_id, r.task_id, r.execution_id, t.namespace, t.type, t.performer,
          t.priority_rank, r.queued_at, r.attempt, r.trigger_type, r.trigger_data, r.queued_at,
          coalesce(t.concurrency_key, ''), t.unique_key, t.expires_at,
          r.queued_at - t.priority_rank * interval '1 minute'
        from released r
        join task t on t.tenant_id = r.tenant_id and t.id = r.task_id
      )
      select execution_id from released
      """;

  static final String BEAT =
      """
      with seen as (
        insert into worker (id, started_at, seen_at, types) values ($1, $2, $2, $8)
        on conflict (id) do update set seen_at = excluded.seen_at, types = excluded.types
      ), reported as (
        update lease l set progress = a.progress
        from unnest($3::text[], $4::uuid[], $5::uuid[], $6::bigint[], $7::integer[])
          as a(tenant_id, task_id, execution_id, token, progress)
        where l.tenant_id = a.tenant_id and l.task_id = a.task_id
          and l.execution_id = a.execution_id and l.token = a.token
      )
      select execution_id from lease where worker_id = $1 and cancel_requested
      """;

  static final String FORGET = "delete from worker";

  static final String RETIRE =
      """
      delete from worker w
      where w.id = $1 and not exists (select from lease l where l.worker_id = w.id)
      """;

  private final Pg pg;

  LeaseEndings(Pg pg) {
    this.pg = pg;
  }

  Future<Set<UUID>> end(List<Ending> endings) {
    return ended(END, endings);
  }

  Future<Set<UUID>> endCancelled(List<Ending> endings) {
    return ended(END_CANCELLED, endings);
  }

  private Future<Set<UUID>> ended(String sql, List<Ending> endings) {
    var columns = leases(new Columns<>(endings), Ending::lease);
    columns
        .text(e -> e.status().word())
        .text(e -> e.taskStatus().word())
        .json(e -> e.outcome().result())
        .json(e -> e.outcome().error())
        .decimal(e -> e.outcome().usage().credits())
        .integer(e -> e.outcome().usage().tokensUsed())
        .integer(e -> e.outcome().usage().apiCalls())
        .integer(e -> e.outcome().progress())
        .text(e -> e.outcome().log())
        .json(e -> e.aftermath().memory())
        .uuid(e -> next(e, Ending.Next::executionId))
        .instant(e -> next(e, Ending.Next::runAt))
        .integer(e -> next(e, Ending.Next::attempt))
        .instant(Ending::at)
        .json(e -> notices(e.aftermath().notices()));
    return pg.hot(sql, columns.tuple()).map(LeaseEndings::executionIds);
  }

  private static <T> @Nullable T next(Ending ending, Function<Ending.Next, T> part) {
    var next = ending.aftermath().next();
    return next == null ? null : part.apply(next);
  }

  private static @Nullable JsonObject notices(List<Notice> notices) {
    if (notices.isEmpty()) {
      return null;
    }
    var items = new JsonArray();
    for (var notice : notices) {
      items.add(
          new JsonObject()
              .put("recipient_id", notice.recipientId())
              .put("title", notice.title())
              .put("body", notice.body()));
    }
    return new JsonObject().put("items", items);
  }

  Future<Set<UUID>> release(List<Claim.Lease> leases) {
    return pg.hot(RELEASE, leases(new Columns<>(leases), Function.identity()).tuple())
        .map(LeaseEndings::executionIds);
  }

  Future<Set<UUID>> beat(Beat beat) {
    Instant now = beat.now();
    var columns =
        leases(new Columns<>(beat.progress()), LeaseCommand.Progress::lease)
            .integer(LeaseCommand.Progress::percent)
            .tuple();
    var parameters = Tuple.of(beat.workerId(), Columns.timestamp(now));
    for (int i = 0; i < columns.size(); i++) {
      parameters.addValue(columns.getValue(i));
    }
    parameters.addArrayOfString(beat.types().toArray(String[]::new));
    return pg.hot(BEAT, parameters).map(LeaseEndings::executionIds);
  }

  Future<Void> retire(String workerId) {
    return pg.hot(RETIRE, Tuple.of(workerId)).mapEmpty();
  }

  Future<Void> forget() {
    return pg.hot(FORGET, Tuple.tuple()).mapEmpty();
  }

  private static <T> Columns<T> leases(Columns<T> columns, Function<T, Claim.Lease> lease) {
    return columns
        .text(row -> lease.apply(row).task().tenantId())
        .uuid(row -> lease.apply(row).task().id())
        .uuid(row -> lease.apply(row).executionId())
        .bigint(row -> lease.apply(row).token());
  }

  private static Set<UUID> executionIds(RowSet<Row> rows) {
    var ids = new HashSet<UUID>(rows.size() * 2);
    rows.forEach(row -> ids.add(row.getUUID(0)));
    return ids;
  }
}
