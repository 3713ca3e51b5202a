package dev.errand.core.worker;

import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.lease.Claim;
import dev.errand.core.lease.Held;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Leases of remote workers in the database. Thread-safe. */
final class RemoteLeases {

  static final String READ =
      """
      select
        a.tenant_id, a.id, coalesce(l.task_id, e.task_id), t.type,
        l.execution_id is not null, l.token, l.attempt, l.started_at, l.cancel_requested,
        t.timeout_seconds, t.retry_policy, case when t.schedule_id is not null then exists (
          select from schedule c
          where c.tenant_id = t.tenant_id and c.id = t.schedule_id and c.mode = 'run_task'
            and c.next_fire_at is not null and c.deleted_at is null)
          else false end, l.unique_key, t.store_result,
        t.result_ttl_seconds, t.error_ttl_seconds,
        e.token, e.status, e.task_status, d.run_at
      from unnest($1::text[], $2::uuid[]) as a(tenant_id, id)
      left join lateral (
        select * from lease
        where lease.tenant_id = a.tenant_id and lease.execution_id = a.id limit 1
      ) l on true
      left join lateral (
        select * from execution
        where execution.tenant_id = a.tenant_id and execution.id = a.id
          and l.execution_id is null limit 1
      ) e on true
      left join lateral (
        select * from task
        where task.tenant_id = a.tenant_id and task.id = coalesce(l.task_id, e.task_id)
          and task.performer = 'worker' limit 1
      ) t on true
      left join lateral (
        select * from deferred
        where deferred.tenant_id = a.tenant_id and deferred.task_id = e.task_id limit 1
      ) d on true
      where t.id is not null and (l.execution_id is null or l.performer = 'worker')
      """;

  /** The end of a log is worth more than its beginning. */
  static final String HEARTBEAT =
      """
      update lease l set
        expires_at = least(l.deadline, a.until),
        progress = coalesce(a.progress, l.progress),
        log = case when a.log is null then l.log
          else right(coalesce(l.log, '') || a.log, 65536) end
      from unnest($1::text[], $2::uuid[], $3::bigint[], $4::timestamptz[], $5::integer[], $6::text[])
        as a(tenant_id, id, token, until, progress, log)
      where l.execution_id = any($2) and l.execution_id = a.id and l.tenant_id = a.tenant_id
        and l.token = a.token and l.performer = 'worker'
      returning l.tenant_id, l.execution_id, l.worker_id, l.expires_at, l.cancel_requested
      """;

  /** One look for all that wait, by namespace: whoever finds something claims it. */
  static final String ANY_READY =
      """
      select a.tenant_id, a.namespace
      from unnest($1::text[], $2::text[]) as a(tenant_id, namespace)
      where exists (
        select from ready r
        where r.performer = 'worker' and r.tenant_id = a.tenant_id and r.namespace = a.namespace)
      """;

  private final Pg pg;

  RemoteLeases(Pg pg) {
    this.pg = pg;
  }

  /** Names a queue. */
  record Queue(String tenantId, String namespace) {}

  /** A heartbeat to be written. */
  record Beat(
      ExecutionKey key,
      long token,
      Instant until,
      @Nullable Integer progress,
      @Nullable String log) {}

  /** A heartbeat that was written. */
  record Beaten(String workerId, WorkerCommand.Pulse pulse) {}

  /** Where each stands; unknown ones are missing. */
  Future<Map<ExecutionKey, Standing>> read(List<ExecutionKey> keys) {
    var columns = new Columns<>(keys).text(ExecutionKey::tenantId).uuid(ExecutionKey::executionId);
    return pg.hot(READ, columns.tuple())
        .map(
            rows -> {
              var found = new HashMap<ExecutionKey, Standing>();
              for (var row : rows) {
                var r = new RowReader(row);
                var key = new ExecutionKey(r.text(), r.uuid());
                found.put(key, standing(key, r));
              }
              return found;
            });
  }

  /** Writes heartbeats, at most one for each execution; missing are those that do not count. */
  Future<Map<ExecutionKey, Beaten>> beat(List<Beat> beats) {
    var columns =
        new Columns<>(beats)
            .text(b -> b.key().tenantId())
            .uuid(b -> b.key().executionId())
            .bigint(Beat::token)
            .instant(Beat::until)
            .integer(Beat::progress)
            .text(Beat::log);
    return pg.hot(HEARTBEAT, columns.tuple())
        .map(
            rows -> {
              var beaten = new HashMap<ExecutionKey, Beaten>();
              rows.forEach(row -> put(beaten, row));
              return beaten;
            });
  }

  private static void put(Map<ExecutionKey, Beaten> beaten, Row row) {
    var r = new RowReader(row);
    beaten.put(
        new ExecutionKey(r.text(), r.uuid()),
        new Beaten(r.text(), new WorkerCommand.Pulse(r.instant(), r.bool())));
  }

  /** Those of the queues that hold something. */
  Future<Set<Queue>> anyReady(Set<Queue> queues) {
    var asked = new ArrayList<>(queues);
    var columns = new Columns<>(asked).text(Queue::tenantId).text(Queue::namespace);
    return pg.hot(ANY_READY, columns.tuple())
        .map(
            rows -> {
              var ready = new HashSet<Queue>();
              rows.forEach(row -> ready.add(new Queue(row.getString(0), row.getString(1))));
              return ready;
            });
  }

  private static Standing standing(ExecutionKey key, RowReader r) {
    var taskId = r.uuid();
    var type = r.text();
    boolean leased = r.bool();
    var token = r.bigintOrNull();
    var attempt = r.integerOrNull();
    var startedAt = r.instantOrNull();
    boolean cancelRequested = Boolean.TRUE.equals(r.boolOrNull());
    var limits = new Claim.Limits(r.integerOrNull(), r.jsonOrNull());
    var rules =
        new Claim.Rules(
            r.bool(),
            r.textOrNull(),
            new Claim.Keeping(r.bool(), r.integerOrNull(), r.integerOrNull()));
    if (leased && token != null && attempt != null && startedAt != null) {
      var lease =
          new Claim.Lease(
              new TaskKey(key.tenantId(), taskId), key.executionId(), token, attempt, startedAt);
      return new Standing.Leased(new Held(lease, type, limits, rules), cancelRequested);
    }
    return new Standing.Over(
        taskId,
        r.bigintOrNull(),
        ExecutionStatus.of(r.text()),
        TaskStatus.of(r.text()).orElseThrow(),
        r.instantOrNull());
  }
}
