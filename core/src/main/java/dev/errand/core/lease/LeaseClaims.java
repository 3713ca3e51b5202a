package dev.errand.core.lease;

import dev.errand.core.lease.LeaseCommand.ClaimReady;
import dev.errand.core.lease.LeaseCommand.FindLost;
import dev.errand.core.lease.LeaseCommand.LostLease;
import dev.errand.core.lease.LeaseCommand.PromoteDue;
import dev.errand.core.lease.LeaseCommand.Promoted;
import dev.errand.core.lease.LeaseCommand.RunnableType;
import dev.errand.core.lease.LeaseQuery.QueueDepth;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.task.TaskKey;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How executions come to be held: promotion, claims, and the search for lost ones. */
final class LeaseClaims {

  /**
   * The rows are picked in an array: the planner expects a tenth of the table behind {@code limit
   * $3} and would join by reading all tables through, but few elements behind an array whose length
   * it does not know (1,750 against over 10,000 tasks a second with 100,000 queued). They are
   * locked when they are picked, so their places (ctid) cannot change before they are deleted.
   */
  static final String CLAIM =
      """
      with taken as (
        delete from ready r
        where r.ctid = any(array(
          select p.ctid from ready p
          where p.performer = 'service' and p.type = any($2::text[])
          order by p.turn, p.task_id
          limit $3
          for update skip locked))
        returning r.tenant_id, r.task_id, r.execution_id, r.attempt, r.trigger_type,
          r.trigger_data, r.queued_at
      ), work as materialized (
        select
          k.*, nextval('lease_token') as token,
          t.type, t.title, t.config, t.owner_id, t.assignee_id, t.timeout_seconds, t.retry_policy,
          $4::timestamptz + make_interval(
            secs => coalesce(t.timeout_seconds, runnable.timeout_seconds) + $6::integer) as deadline
        from taken k
        join task t on t.tenant_id = k.tenant_id and t.id = k.task_id
        join unnest($2::text[], $5::integer[]) as runnable(type, timeout_seconds)
          on runnable.type = t.type
      ), leased as (
        insert into lease (
          tenant_id, task_id, execution_id, token, worker_id, owner_id, attempt, trigger_type,
          trigger_data, queued_at, started_at, deadline)
        select
          tenant_id, task_id, execution_id, token, $1, owner_id, attempt, trigger_type, trigger_data,
          queued_at, $4, deadline
        from work
      )
      select
        w.tenant_id, w.task_id, w.execution_id, w.token, w.attempt, $4,
        w.type, w.title, w.config,
        (select s.memory from task_state s
         where s.tenant_id = w.tenant_id and s.task_id = w.task_id),
        w.owner_id, w.assignee_id,
        w.timeout_seconds, w.retry_policy, w.trigger_type, w.trigger_data, w.queued_at
      from work w
      """;

  static final String PROMOTE =
      """
      with moved as (
        delete from deferred d
        where d.ctid = any(array(
          select p.ctid from deferred p
          where p.run_at <= $1
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
      )
      select
        (select count(*)::integer from moved),
        (select min(later.run_at) from deferred later where later.run_at > $1)
      """;

  static final String LOST =
      """
      select
        l.tenant_id, l.task_id, l.execution_id, l.token, l.attempt, l.started_at,
        t.timeout_seconds, t.retry_policy, t.type, l.worker_id, l.cancel_requested,
        l.deadline < $1
      from lease l
      join task t on t.tenant_id = l.tenant_id and t.id = l.task_id
      where l.deadline < $1
         or not exists (select from worker w where w.id = l.worker_id and w.seen_at >= $2)
      order by l.token
      limit $3
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

  Future<List<Claim>> claim(ClaimReady command) {
    return pg.hot(
            CLAIM,
            Tuple.of(command.workerId())
                .addArrayOfString(
                    command.types().stream().map(RunnableType::name).toArray(String[]::new))
                .addInteger(command.max())
                .addOffsetDateTime(Columns.timestamp(command.now()))
                .addArrayOfInteger(
                    command.types().stream()
                        .map(RunnableType::timeoutSeconds)
                        .toArray(Integer[]::new))
                .addInteger(command.graceSeconds()))
        .map(
            rows -> {
              var claims = new ArrayList<Claim>(rows.size());
              rows.forEach(row -> claims.add(claim(row)));
              return claims;
            });
  }

  Future<Promoted> promote(PromoteDue command) {
    return pg.hot(PROMOTE, Tuple.of(Columns.timestamp(command.now()), command.max()))
        .map(
            rows -> {
              var r = new RowReader(rows.iterator().next());
              return new Promoted(r.integer(), r.instantOrNull());
            });
  }

  Future<List<LostLease>> lost(FindLost command) {
    var silentSince = command.now().minus(command.staleAfter());
    return pg.run(
            LOST,
            Tuple.of(
                Columns.timestamp(command.now()), Columns.timestamp(silentSince), command.max()))
        .map(
            rows -> {
              var lost = new ArrayList<LostLease>(rows.size());
              rows.forEach(row -> lost.add(lost(row)));
              return lost;
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

  private static Claim claim(Row row) {
    var r = new RowReader(row);
    return new Claim(
        lease(r),
        new Claim.Work(r.text(), r.text(), r.json(), orEmpty(r.jsonOrNull())),
        new Claim.People(r.textOrNull(), r.textOrNull()),
        new Claim.Limits(r.integerOrNull(), r.jsonOrNull()),
        new Claim.Trigger(r.text(), r.jsonOrNull(), r.instant()));
  }

  private static LostLease lost(Row row) {
    var r = new RowReader(row);
    return new LostLease(
        lease(r),
        new Claim.Limits(r.integerOrNull(), r.jsonOrNull()),
        r.text(),
        r.text(),
        r.bool(),
        r.bool());
  }

  private static Claim.Lease lease(RowReader r) {
    return new Claim.Lease(
        new TaskKey(r.text(), r.uuid()), r.uuid(), r.bigint(), r.integer(), r.instant());
  }

  private static JsonObject orEmpty(@Nullable JsonObject json) {
    return json == null ? new JsonObject() : json;
  }
}
