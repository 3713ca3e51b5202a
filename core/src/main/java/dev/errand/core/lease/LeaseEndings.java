package dev.errand.core.lease;

import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.task.TaskKey;
import dev.errand.executor.Outcome.Notice;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How executions end. */
final class LeaseEndings {

  /** Before the fence: the endings asked for. */
  private static final String ASKED =
      """
      with asked as (
        select * from unnest(
          $1::text[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::text[],
          $8::text[], $9::numeric[], $10::integer[], $11::integer[], $12::integer[], $13::text[],
          $14::text[], $15::uuid[], $16::timestamptz[], $17::integer[], $18::timestamptz[],
          $19::text[], $20::timestamptz[], $21::timestamptz[])
        as asked(
          tenant_id, task_id, execution_id, token, status, task_status, result,
          error, credits, tokens_used, api_calls, progress, log,
          memory, next_execution_id, next_run_at, next_attempt, ended_at, notices,
          result_expires_at, error_expires_at)
      ),
      """;

  /** The fence: whoever deletes the row has ended the execution. Reads no other leases. */
  private static final String FENCE =
      """
        delete from lease l using asked a
        where l.execution_id = any($3) and l.execution_id = a.execution_id
          and l.tenant_id = a.tenant_id and l.task_id = a.task_id and l.token = a.token
          -- A remote worker may have been heard of since it was found silent.
          and (a.status <> 'lost' or l.expires_at is null or l.expires_at < a.ended_at)
      """;

  /** What the worker has told on the way counts where the end says nothing of it. */
  private static final String HELD =
      """
        returning a.tenant_id, a.task_id, a.execution_id, a.token, a.status, a.task_status, a.result,
          a.error, a.credits, a.tokens_used, a.api_calls, a.memory, a.next_execution_id,
          a.next_run_at, a.next_attempt, a.ended_at, a.notices, a.result_expires_at,
          a.error_expires_at, coalesce(a.progress, l.progress) as progress,
          coalesce(l.log || a.log, l.log, a.log) as log, l.attempt, l.trigger_type,
          l.trigger_data, l.worker_id, l.owner_id, l.queued_at, l.started_at
      """;

  private static final String WRITES =
      """
      ), kept as (
        insert into execution (
          tenant_id, id, task_id, attempt, status, task_status, trigger_type, trigger_data,
          worker_id, queued_at, started_at, completed_at, result, error, credits_consumed,
          tokens_used, api_calls_made, progress, log, token, result_expires_at, error_expires_at)
        select
          tenant_id, execution_id, task_id, attempt, status, task_status, trigger_type,
          trigger_data, worker_id, queued_at, started_at, ended_at, result::jsonb, error::jsonb, credits,
          tokens_used, api_calls, progress, log, token, result_expires_at, error_expires_at
        from ended
      ), counted as (
        insert into task_state as s (
          tenant_id, task_id, status, attempt, run_count, success_count, failure_count,
          total_credits, last_run_at, last_success_at, last_execution_id, last_token, memory,
          updated_at, failures_in_a_row)
        select
          tenant_id, task_id,
          -- What the task came to, also where a schedule goes on with it.
          case when status = 'succeeded' then 'completed'
               when status in ('failed', 'timed_out', 'lost') and task_status <> 'retry'
               then 'failed' end,
          -- Put off is not run.
          attempt, (status <> 'snoozed')::integer, (status = 'succeeded')::integer,
          (status in ('failed', 'timed_out', 'lost'))::integer, credits, ended_at,
          case when status = 'succeeded' then ended_at end, execution_id, token, memory::jsonb,
          ended_at, (status in ('failed', 'timed_out', 'lost') and task_status <> 'retry')::integer
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
          memory = coalesce(excluded.memory, s.memory), updated_at = excluded.updated_at,
          failures_in_a_row = case when excluded.status = 'completed' then 0
            else s.failures_in_a_row + excluded.failures_in_a_row end
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
        cross join lateral (
          select * from task k where k.tenant_id = e.tenant_id and k.id = e.task_id limit 1
        ) t
        where e.next_execution_id is not null and e.task_status in ('retry', 'scheduled')
        -- Another execution of the task may wait already; it stands for this one.
        on conflict (tenant_id, task_id) do nothing
      """;

  private static final String PUBLISHED =
      """
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

  /**
   * Finds each lease by its key, and deletes it where it was found: the planner, who may have seen
   * no lease at all when it made its plan, would else hold every ending against every lease (305
   * against 60 microseconds of an execution). A lease that a heartbeat has just moved is not where
   * it was found; {@link #END_MOVED} ends it.
   */
  private static final String FENCE_IN_PLACE =
      """
      placed as materialized (
        select a.*, x.place
        from asked a
        cross join lateral (
          select l.ctid as place from lease l
          where l.tenant_id = a.tenant_id and l.execution_id = a.execution_id
            and l.task_id = a.task_id and l.token = a.token
          limit 1
        ) x
      ), ended as (
        delete from lease l using placed a
        where l.ctid = a.place and l.token = a.token and not l.cancel_requested
          and (a.status <> 'lost' or l.expires_at is null or l.expires_at < a.ended_at)
      """;

  static final String END = ASKED + FENCE_IN_PLACE + HELD + WRITES + PUBLISHED;

  static final String END_MOVED =
      ASKED
          + "ended as (\n"
          + FENCE
          + "    and not l.cancel_requested\n"
          + HELD
          + WRITES
          + PUBLISHED;

  static final String END_CANCELLED =
      ASKED + "ended as (\n" + FENCE + "    and l.cancel_requested\n" + HELD + WRITES + PUBLISHED;

  /** Those whose result is a fact, found under the title of its task, or that tell somebody. */
  static final String END_AND_TELL =
      ASKED
          + "ended as (\n"
          + FENCE
          + "    and not l.cancel_requested\n"
          + HELD
          + WRITES
          + Findings.WRITES
          + Notices.WRITES
          + PUBLISHED;

  /**
   * The rare ends that another execution follows under a unique key, or at once. The key is taken
   * back; where another task has taken it meanwhile, the task has failed instead.
   */
  static final String END_AND_QUEUE =
      ASKED
          + "freed as (\n"
          + FENCE
          + "    and not l.cancel_requested\n"
          + HELD
          + """
              , l.namespace, l.unique_key
          ), taken as (
            insert into unique_key as u (tenant_id, namespace, unique_key, task_id)
            select distinct on (tenant_id, namespace, unique_key)
              tenant_id, namespace, unique_key, task_id
            from freed where unique_key is not null and next_execution_id is not null
            order by tenant_id, namespace, unique_key, token
            -- By an overlapping schedule the task may wait already, and have it.
            on conflict (tenant_id, namespace, unique_key) do update set task_id = excluded.task_id
              where u.task_id = excluded.task_id
            returning tenant_id, task_id
          ), judged as (
            select f.*, f.unique_key is not null and f.next_execution_id is not null
              and not exists (
                select from taken k where k.tenant_id = f.tenant_id and k.task_id = f.task_id)
              as superseded
            from freed f
          ), ended as (
            select
              j.tenant_id, j.task_id, j.execution_id, j.token, j.result, j.credits, j.tokens_used,
              j.api_calls, j.memory, j.next_attempt, j.ended_at, j.notices, j.result_expires_at,
              j.error_expires_at, j.progress, j.log, j.attempt, j.trigger_type, j.trigger_data,
              j.worker_id, j.owner_id, j.queued_at, j.started_at,
              case when j.superseded and j.status = 'snoozed' then 'failed' else j.status end
                as status,
              case when j.superseded then 'failed' else j.task_status end as task_status,
              case when not j.superseded then j.next_execution_id end as next_execution_id,
              case when not j.superseded then j.next_run_at end as next_run_at,
              case when not j.superseded then j.error else jsonb_build_object(
                'class', null, 'code', 'superseded', 'traceback', null,
                'message', 'Another task has its unique key by now',
                'details', jsonb_build_object(
                  'unique_key', j.unique_key, 'cause', j.error::jsonb))::text end as error
            from judged j
          """
          + WRITES
          + """
          ), requeued as (
            insert into ready (
              tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
              attempt, trigger_type, trigger_data, queued_at, concurrency_key, unique_key,
              expires_at, turn)
            select
              e.tenant_id, e.task_id, e.next_execution_id, t.namespace, t.type, t.performer,
              t.priority_rank, e.queued_at, e.next_attempt, e.trigger_type, e.trigger_data,
              e.next_run_at, coalesce(t.concurrency_key, ''), t.unique_key, t.expires_at,
              e.queued_at - t.priority_rank * interval '1 minute'
            from ended e
            join task t on t.tenant_id = e.tenant_id and t.id = e.task_id
            where e.next_execution_id is not null and e.task_status = 'queued'
            on conflict (tenant_id, task_id) do nothing
          """
          + PUBLISHED;

  private final Pg pg;

  LeaseEndings(Pg pg) {
    this.pg = pg;
  }

  Future<Set<UUID>> end(List<Ending> endings) {
    var bySql = new EnumMap<Way, List<Ending>>(Way.class);
    endings.forEach(e -> bySql.computeIfAbsent(Way.of(e), way -> new ArrayList<>()).add(e));
    var all = new ArrayList<Future<Set<UUID>>>();
    bySql.forEach(
        (way, some) ->
            all.add(
                switch (way) {
                  case USUAL -> endedInPlace(some);
                  case FOLLOWED -> ended(END_AND_QUEUE, some);
                  case TELLING -> ended(END_AND_TELL, some);
                }));
    return Future.all(all)
        .map(
            done -> {
              var ids = new HashSet<UUID>();
              all.forEach(some -> ids.addAll(some.result()));
              return ids;
            });
  }

  /** Most endings are alike; what a few need more, the statement of all others does without. */
  private enum Way {
    USUAL,
    FOLLOWED,
    TELLING;

    static Way of(Ending ending) {
      if (ending.needsMore()) {
        return FOLLOWED;
      }
      var aftermath = ending.aftermath();
      return aftermath.finding() == null && aftermath.notices().isEmpty() ? USUAL : TELLING;
    }
  }

  private Future<Set<UUID>> endedInPlace(List<Ending> endings) {
    return ended(END, endings)
        .compose(
            ended -> {
              if (ended.size() == endings.size()) {
                return Future.succeededFuture(ended);
              }
              var missed =
                  endings.stream()
                      .filter(ending -> !ended.contains(ending.lease().executionId()))
                      .toList();
              return ended(END_MOVED, missed)
                  .map(
                      moved -> {
                        moved.addAll(ended);
                        return moved;
                      });
            });
  }

  Future<Set<UUID>> endCancelled(List<Ending> endings) {
    return ended(END_CANCELLED, endings);
  }

  /**
   * Of each task one at a time: what its executions have come to is one row, which no statement can
   * write twice. By an overlapping schedule two of them may end at once.
   */
  private Future<Set<UUID>> ended(String sql, List<Ending> endings) {
    var tasks = new HashSet<TaskKey>(endings.size() * 2);
    var again = endings.stream().filter(ending -> !tasks.add(ending.lease().task())).toList();
    if (again.isEmpty()) {
      return write(sql, endings);
    }
    var first = new ArrayList<>(endings);
    first.removeAll(again);
    return write(sql, first)
        .compose(
            ended ->
                ended(sql, again)
                    .map(
                        more -> {
                          more.addAll(ended);
                          return more;
                        }));
  }

  private Future<Set<UUID>> write(String sql, List<Ending> endings) {
    var columns = LeaseColumns.of(new Columns<>(endings), Ending::lease);
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
        .json(e -> notices(e.aftermath().notices()))
        .instant(e -> e.aftermath().expiry().result())
        .instant(e -> e.aftermath().expiry().error());
    if (sql.equals(END_AND_TELL)) {
      Findings.add(columns);
    }
    return pg.hot(sql, columns.tuple()).map(LeaseColumns::executionIds);
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
}
