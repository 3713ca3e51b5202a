package dev.errand.core.queue;

import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.problem.Problem;
import dev.errand.core.queue.QueueQuery.ExplainTask;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;

/** Looks at everything that the engine goes by, for one task. */
final class Explanations {

  static final String FACTS =
      """
      select
        c.status, c.type, c.performer, c.namespace, c.concurrency_key, c.block_reason, c.run_at,
        s.id as schedule_id, s.paused as schedule_paused, s.pause_reason, s.waits as schedule_waits,
        n.paused as namespace_paused, n.relay_url, n.max_running,
        f.status as relay_status, f.attempts as relay_attempts, f.next_at as relay_next_at,
        f.last_error as relay_error, f.relayed_to,
        (n.task_types -> c.type ->> 'max_running')::integer as type_max_running,
        coalesce((n.task_types -> c.type ->> 'max_running_per_key')::integer,
          n.max_running_per_key, 1) as key_max_running,
        (select count(*)::integer from lease l
         where l.tenant_id = c.tenant_id and l.namespace = c.namespace) as namespace_running,
        (select count(*)::integer from lease l
         where l.tenant_id = c.tenant_id and l.namespace = c.namespace and l.type = c.type)
          as type_running,
        array(
          select case when $5::text is null or t.owner_id = $5 or t.assignee_id = $5
            then l.task_id end
          from lease l
          left join task t on t.tenant_id = l.tenant_id and t.id = l.task_id
          where l.tenant_id = c.tenant_id and l.namespace = c.namespace
            and l.concurrency_key = c.concurrency_key
          order by l.token limit 100) as key_held_by,
        array(
          select d.depends_on_id from dependency d
          where d.tenant_id = c.tenant_id and d.task_id = c.id and d.open
          order by d.depends_on_id limit 100) as waits_for,
        exists (select from worker w where w.seen_at >= $3 and c.type = any(w.types)) as engine_there,
        exists (
          select from remote_worker w
          where w.tenant_id = c.tenant_id and w.seen_at >= $3 and c.namespace = any(w.namespaces)
            and (w.types is null or c.type = any(w.types))) as worker_there,
        (select count(*)::integer + 1 from (
           select from ready other
           where other.performer = r.performer and other.lane = r.lane
             and (other.turn, other.task_id) < (r.turn, r.task_id)
           limit 10000) ahead) as position,
        (select count(*)::integer from (
           select from outbox o
           where o.seq > (select last_value - 10000 from outbox_number)
             and o.tenant_id = c.tenant_id and o.verb = 'executed' and o.created_at >= $4) ended)
          as ended_lately
      from task_current c
      left join namespace n on n.tenant_id = c.tenant_id and n.name = c.namespace
      left join schedule s
        on s.tenant_id = c.tenant_id and s.id = c.schedule_id and s.deleted_at is null
      left join forwarding f on f.tenant_id = c.tenant_id and f.task_id = c.id
      left join ready r on r.tenant_id = c.tenant_id and r.task_id = c.id
      where c.tenant_id = $1 and c.id = $2 and c.deleted_at is null
        and ($5::text is null or c.owner_id = $5 or c.assignee_id = $5)
      """;

  /** Who was not heard of for so long is not there. */
  private static final Duration SILENCE = Duration.ofSeconds(90);

  private final Pg pg;
  private final InstantSource clock;

  Explanations(Pg pg, InstantSource clock) {
    this.pg = pg;
    this.clock = clock;
  }

  Future<Explanation> explain(ExplainTask query) {
    var now = clock.instant();
    var key = query.key();
    return pg.run(
            FACTS,
            Tuple.of(
                key.tenantId(),
                key.id(),
                Columns.timestamp(now.minus(SILENCE)),
                Columns.timestamp(now.minus(Reasons.LATELY)),
                query.sight().userId()))
        .map(
            rows -> {
              for (var row : rows) {
                return new Reasons(row, now).explanation(key.id());
              }
              throw new Problem.NotFound("task", key.id());
            });
  }
}
