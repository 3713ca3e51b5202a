package dev.errand.core.lease;

import dev.errand.core.lease.LeaseCommand.Beat;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** How engines keep their executions, and give them back. */
final class LeaseHoldings {

  /** A task whose unique key another one has by now is not given back: it can only end. */
  static final String RELEASE =
      """
      with held as (
        select l.tenant_id, l.task_id, l.execution_id, l.token, l.namespace, l.unique_key
        from unnest($1::text[], $2::uuid[], $3::uuid[], $4::bigint[])
          as a(tenant_id, task_id, execution_id, token)
        join lease l on l.tenant_id = a.tenant_id and l.task_id = a.task_id
          and l.execution_id = a.execution_id and l.token = a.token
        where l.execution_id = any($3) and not l.cancel_requested
        for update of l
      ), taken as (
        insert into unique_key as u (tenant_id, namespace, unique_key, task_id)
        select distinct on (tenant_id, namespace, unique_key)
          tenant_id, namespace, unique_key, task_id
        from held where unique_key is not null
        order by tenant_id, namespace, unique_key, token
        on conflict (tenant_id, namespace, unique_key) do update set task_id = excluded.task_id
          where u.task_id = excluded.task_id
        returning tenant_id, task_id
      ), released as (
        delete from lease l using held h
        where l.execution_id = any($3) and l.execution_id = h.execution_id
          and l.tenant_id = h.tenant_id
          and (h.unique_key is null or exists (
            select from taken k where k.tenant_id = h.tenant_id and k.task_id = h.task_id))
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
        -- A schedule may have queued the task meanwhile; its execution stands for this one.
        on conflict (tenant_id, task_id) do nothing
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
        where l.execution_id = any($5) and l.execution_id = a.execution_id
          and l.tenant_id = a.tenant_id and l.task_id = a.task_id and l.token = a.token
      )
      select execution_id from lease
      where worker_id = $1 and cancel_requested and performer = 'service'
      """;

  static final String FORGET = "delete from worker";

  static final String RETIRE =
      """
      delete from worker w
      where w.id = $1 and not exists (select from lease l where l.worker_id = w.id)
      """;

  private final Pg pg;

  LeaseHoldings(Pg pg) {
    this.pg = pg;
  }

  Future<Set<UUID>> release(List<Claim.Lease> leases) {
    return pg.hot(RELEASE, LeaseColumns.of(new Columns<>(leases), Function.identity()).tuple())
        .map(LeaseColumns::executionIds);
  }

  Future<Set<UUID>> beat(Beat beat) {
    Instant now = beat.now();
    var columns =
        LeaseColumns.of(new Columns<>(beat.progress()), LeaseCommand.Progress::lease)
            .integer(LeaseCommand.Progress::percent)
            .tuple();
    var parameters = Tuple.of(beat.workerId(), Columns.timestamp(now));
    for (int i = 0; i < columns.size(); i++) {
      parameters.addValue(columns.getValue(i));
    }
    parameters.addArrayOfString(beat.types().toArray(String[]::new));
    return pg.hot(BEAT, parameters).map(LeaseColumns::executionIds);
  }

  Future<Void> retire(String workerId) {
    return pg.hot(RETIRE, Tuple.of(workerId)).mapEmpty();
  }

  Future<Void> forget() {
    return pg.hot(FORGET, Tuple.tuple()).mapEmpty();
  }
}
