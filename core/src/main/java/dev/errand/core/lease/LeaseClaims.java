package dev.errand.core.lease;

import dev.errand.core.lease.LeaseCommand.FindLost;
import dev.errand.core.lease.LeaseCommand.FindUnheard;
import dev.errand.core.lease.LeaseCommand.Holder;
import dev.errand.core.lease.LeaseCommand.LostLease;
import dev.errand.core.lease.LeaseCommand.PromoteDue;
import dev.errand.core.lease.LeaseCommand.Promoted;
import dev.errand.core.lease.LeaseCommand.UnheardLease;
import dev.errand.core.lease.LeaseQuery.QueueDepth;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.tasktype.Performer;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What leads to claims and follows lost ones: promotion, depth, and the searches for the lost. */
final class LeaseClaims {

  static final String PROMOTE =
      """
      with moved as (
        delete from deferred d
        where d.ctid = any(array(
          select p.ctid from deferred p
          where p.run_at <= $1
            -- One is queued already, by an overlapping schedule: this one waits for its turn.
            and not exists (
              select from ready r where r.tenant_id = p.tenant_id and r.task_id = p.task_id)
          order by p.run_at
          limit $2
          for update skip locked))
        returning d.*
      ), queued as (
        insert into ready (
          tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, trigger_data, queued_at, concurrency_key, unique_key, expires_at,
          turn)
        select
          tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, trigger_data, $1, concurrency_key, unique_key, expires_at,
          run_at - priority_rank * interval '1 minute'
        from moved
        -- A firing may have queued the task meanwhile; its execution stands for this one.
        on conflict (tenant_id, task_id) do nothing
      )
      select
        (select count(*)::integer from moved),
        (select min(later.run_at) from deferred later where later.run_at > $1)
      """;

  static final String LOST =
      """
      select
        l.tenant_id, l.task_id, l.execution_id, l.token, l.attempt, l.started_at,
        t.timeout_seconds, t.retry_policy, t.type, l.worker_id, l.performer, l.cancel_requested,
        l.deadline < $1,
        case when t.schedule_id is not null then exists (
          select from schedule c
          where c.tenant_id = t.tenant_id and c.id = t.schedule_id and c.mode = 'run_task'
            and c.next_fire_at is not null and c.deleted_at is null)
          else false end, l.unique_key, t.store_result, t.result_ttl_seconds,
        t.error_ttl_seconds
      from lease l
      join task t on t.tenant_id = l.tenant_id and t.id = l.task_id
      where case
          when l.performer = 'worker' then $4 and (l.expires_at < $1 or l.deadline < $1)
          else $2::timestamptz is not null
            and (l.deadline < $1
              or l.performer = 'service' and not exists (
                select from worker w where w.id = l.worker_id and w.seen_at >= $2))
        end
      order by l.token
      limit $3
      """;

  static final String UNHEARD =
      """
      select tenant_id, task_id, execution_id, token, attempt, started_at, cancel_requested
      from lease
      where worker_id = $1 and performer = 'service' and execution_id <> all($2)
        and started_at <= $3
      """;

  static final String DEPTH =
      """
      select
        (select count(*) from ready), (select count(*) from deferred),
        (select count(*) from lease), (select min(run_at) from ready)
      """;

  private final Pg pg;

  LeaseClaims(Pg pg) {
    this.pg = pg;
  }

  Future<Promoted> promote(PromoteDue command) {
    return pg.hot(PROMOTE, Tuple.of(Columns.timestamp(command.now()), command.max()))
        .map(
            rows -> {
              var r = new RowReader(rows.iterator().next());
              int moved = r.integer();
              var later = r.instantOrNull();
              return new Promoted(moved, moved < command.max() ? later : command.now());
            });
  }

  Future<List<LostLease>> lost(FindLost command) {
    var staleAfter = command.staleAfter();
    var silentSince = staleAfter == null ? null : command.now().minus(staleAfter);
    return pg.run(
            LOST,
            Tuple.of(
                Columns.timestamp(command.now()),
                Columns.timestamp(silentSince),
                command.max(),
                command.remote()))
        .map(
            rows -> {
              var lost = new ArrayList<LostLease>(rows.size());
              rows.forEach(row -> lost.add(lost(row)));
              return lost;
            });
  }

  Future<List<UnheardLease>> unheard(FindUnheard command) {
    var heard = command.heard().toArray(UUID[]::new);
    return pg.run(
            UNHEARD,
            Tuple.of(command.workerId())
                .addArrayOfUUID(heard)
                .addOffsetDateTime(Columns.timestamp(command.until())))
        .map(
            rows -> {
              var found = new ArrayList<UnheardLease>(rows.size());
              for (var row : rows) {
                var r = new RowReader(row);
                found.add(new UnheardLease(ClaimRows.lease(r), r.bool()));
              }
              return found;
            });
  }

  Future<QueueDepth> depth() {
    return pg.run(DEPTH, Tuple.tuple())
        .map(
            rows -> {
              var r = new RowReader(rows.iterator().next());
              return new QueueDepth(r.bigint(), r.bigint(), r.bigint(), r.instantOrNull());
            });
  }

  private static LostLease lost(Row row) {
    var r = new RowReader(row);
    return new LostLease(
        ClaimRows.lease(r),
        new Claim.Limits(r.integerOrNull(), r.jsonOrNull()),
        r.text(),
        new Holder(r.text(), Performer.of(r.text())),
        r.bool(),
        r.bool(),
        ClaimRows.rules(r));
  }
}
