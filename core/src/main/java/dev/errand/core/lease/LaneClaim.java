package dev.errand.core.lease;

import dev.errand.core.lease.LaneBook.Cursor;
import dev.errand.core.lease.LaneBook.Slot;
import dev.errand.core.lease.LaneBook.Taken;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statement of every claim: takes queued executions of lanes that are known. */
final class LaneClaim {

  /**
   * Reads what each lane offers, lets through what limits leave room for, chooses in turn among
   * tenants, and locks only what it has chosen. Where the planner surprises:
   *
   * <ul>
   *   <li>The lane's own members stand beside its hash in a comparison that no index serves: they
   *       are only there in case two lanes have one hash.
   *   <li>Look-ups of one row by its key have a limit, and rows are deleted by their place (ctid)
   *       out of an array: else the planner, who believes in many rows behind a variable limit,
   *       joins by reading whole tables or indexes (1,750 against over 10,000 tasks a second).
   *   <li>Lanes without limits pass by the windows, which cost more than the rest of the choice.
   * </ul>
   */
  private static final String OFFERS =
      """
      with gate as materialized (
        select l.*,
          case when n.max_running is not null or n.task_types -> l.type is not null
              or l.concurrency_key <> ''
            then claim_room(l.tenant_id, l.namespace, l.type, l.concurrency_key)
          end as room
        from unnest(
          $7::bigint[], $8::text[], $9::text[], $10::text[], $11::text[], $12::timestamptz[],
          $13::uuid[], $14::integer[], $15::bigint[])
          as l(lane, tenant_id, namespace, type, concurrency_key, turn, task_id, want, served)
        left join lateral (
          select * from namespace s where s.tenant_id = l.tenant_id and s.name = l.namespace limit 1
        ) n on true
        where n.paused is not true and n.relay_url is null
      ), candidate as materialized (
        select g.tenant_id, g.namespace, g.type, g.concurrency_key, g.served, c.place, c.turn, c.task_id,
          (g.room).of_namespace, (g.room).of_type, (g.room).of_key
        from gate g
        cross join lateral (
          select r.ctid as place, r.turn, r.task_id
          from ready r
      """;

  private static final String CHOICE =
      """
            and (r.turn, r.task_id) >= (g.turn, g.task_id)
            and (r.tenant_id, r.namespace, r.type, r.concurrency_key)
              is not distinct from (g.tenant_id, g.namespace, g.type, g.concurrency_key)
            and (r.expires_at is null or r.expires_at > $1)
          order by r.turn, r.task_id
          limit least(g.want, (g.room).of_namespace, (g.room).of_type, (g.room).of_key)
        ) c
      ), fitting as (
        select place, tenant_id, served, turn, task_id
        from candidate
        where coalesce(of_namespace, of_type, of_key) is null
        union all
        select place, tenant_id, served, turn, task_id
        from (
          select *, row_number() over (
            partition by tenant_id, namespace order by turn, task_id) as nth_of_namespace
          from (
            select *, row_number() over (
              partition by tenant_id, namespace, type order by turn, task_id) as nth_of_type
            from (
              select *, row_number() over (
                partition by tenant_id, namespace, concurrency_key order by turn, task_id) as nth_of_key
              from candidate
              where coalesce(of_namespace, of_type, of_key) is not null
            ) keyed
            where of_key is null or nth_of_key <= of_key
          ) typed
          where of_type is null or nth_of_type <= of_type
        ) spaced
        where of_namespace is null or nth_of_namespace <= of_namespace
      ), chosen as materialized (
        select place, row_number() over (order by round, turn, task_id) as nth
        from (
          select *,
            served + row_number() over (partition by tenant_id order by turn, task_id) as round
          from fitting
        ) fair
        order by round, turn, task_id
        limit $2::integer + $3::integer
      ), locked as materialized (
        select p.ctid as place
        from chosen c
        join ready p on p.ctid = c.place
        order by c.nth
        limit $2
        for update of p skip locked
      ), taken as (
        delete from ready r
        where r.ctid = any(array(select place from locked))
        returning r.*
      ), unlocked as (
        delete from unique_key u
        where u.ctid = any(array(
          select x.place
          from taken k
          cross join lateral (
            select o.ctid as place
            from unique_key o
            where o.tenant_id = k.tenant_id and o.namespace = k.namespace
              and o.unique_key = k.unique_key and o.task_id = k.task_id
            limit 1
          ) x
          where k.unique_key is not null
            -- It stays the key of a task whose retry waits.
            and (select d.task_id from deferred d
                 where d.tenant_id = k.tenant_id and d.task_id = k.task_id limit 1) is null))
      ), begun as (
        select
          k.*, nextval('lease_token') as token,
          t.title, t.config, t.args, t.owner_id, t.assignee_id, t.timeout_seconds,
          t.retry_policy, case when t.schedule_id is not null then exists (
          select from schedule c
          where c.tenant_id = t.tenant_id and c.id = t.schedule_id and c.mode = 'run_task'
            and c.next_fire_at is not null and c.deleted_at is null)
          else false end as recurring, t.store_result,
          t.result_ttl_seconds, t.error_ttl_seconds,
          $1::timestamptz + make_interval(secs => $17::integer + coalesce(
            t.timeout_seconds, ($16::integer[])[array_position($7::bigint[], k.lane)])) as deadline
        from (
          select *, width_bucket(row_number() over (order by turn, task_id), $6::bigint[]) as asker
          from taken
        ) k
        join task t on t.tenant_id = k.tenant_id and t.id = k.task_id
      ), work as materialized (
        select
          b.*, ($4::text[])[asker] as worker_id,
          case when ($5::integer[])[asker] is not null
            then least($1 + make_interval(secs => ($5::integer[])[asker]), deadline)
          end as held_until,
          lane = any(array(select g.lane from gate g where (g.room).contended is not null)) as limited
        from begun b
      ), leased as (
        insert into lease (
          tenant_id, task_id, execution_id, token, worker_id, owner_id, attempt, trigger_type,
          trigger_data, queued_at, started_at, deadline, namespace, type, performer,
          concurrency_key, unique_key, expires_at)
        select
          tenant_id, task_id, execution_id, token, worker_id, owner_id, attempt, trigger_type,
          trigger_data, queued_at, $1, deadline, namespace, type, performer, concurrency_key, unique_key,
          held_until
        from work
      )
      select
        (select count(*) from locked) < least((select count(*) from chosen), $2)
          or exists (select from gate where (room).contended) as missed,
        w.asker, w.lane, w.turn, w.limited, w.held_until,
        w.tenant_id, w.task_id, w.execution_id, w.token, w.attempt, $1,
        w.type, w.title, w.config, w.args,
        (select s.memory from task_state s
         where s.tenant_id = w.tenant_id and s.task_id = w.task_id),
        w.owner_id, w.assignee_id,
        w.timeout_seconds, w.retry_policy, w.trigger_type, w.trigger_data, w.queued_at,
        w.recurring, w.unique_key, w.store_result, w.result_ttl_seconds, w.error_ttl_seconds
      from (select) as always
      left join work w on true
      """;

  static final String OF_SERVICE =
      OFFERS
          + """
                where r.performer = 'service' and r.lane = g.lane
          """
          + CHOICE;

  static final String OF_WORKERS =
      OFFERS
          + """
                where r.performer = 'worker' and r.tenant_id = g.tenant_id
                  and r.namespace = g.namespace and r.lane = g.lane
          """
          + CHOICE;

  private static final Cursor BEGINNING =
      new Cursor(Instant.parse("0001-01-01T00:00:00Z"), new UUID(0, 0));

  private final Pg pg;

  LaneClaim(Pg pg) {
    this.pg = pg;
  }

  /**
   * Who asks for executions.
   *
   * @param leaseSeconds how long each is held unless its worker is heard of; null for an engine
   */
  record Asker(String workerId, int max, @Nullable Integer leaseSeconds) {}

  /**
   * What is asked.
   *
   * @param ofWorkers false for tasks of the service
   * @param timeouts per lane in seconds, of tasks that name none
   * @param graceSeconds how long past its time limit an execution is held
   * @param more how many to choose beyond what is wanted, where others may take some meanwhile
   */
  record Question(
      boolean ofWorkers,
      List<Asker> askers,
      List<Slot> slots,
      List<Integer> timeouts,
      int graceSeconds,
      int more,
      Instant now) {

    int max() {
      return askers.stream().mapToInt(Asker::max).sum();
    }
  }

  /** An execution that was taken: by which of the askers, and until when; null for an engine. */
  record Held(int asker, Claim claim, @Nullable Instant expiresAt, boolean limited) {}

  /**
   * What was taken.
   *
   * @param lanes how much of each, by its hash
   * @param missed whether others took something that could have been taken, or are deciding on it
   */
  record Answer(List<Held> held, Map<Long, Taken> lanes, boolean missed) {}

  Future<Answer> claim(Question question) {
    var askers = question.askers();
    var from = new Long[askers.size()];
    long next = 1;
    for (int i = 0; i < from.length; i++) {
      from[i] = next;
      next += askers.get(i).max();
    }
    var parameters =
        Tuple.of(Columns.timestamp(question.now()), question.max(), question.more())
            .addArrayOfString(askers.stream().map(Asker::workerId).toArray(String[]::new))
            .addArrayOfInteger(askers.stream().map(Asker::leaseSeconds).toArray(Integer[]::new))
            .addArrayOfLong(from);
    new Columns<>(question.slots(), parameters)
        .bigint(slot -> slot.lane().hash())
        .text(slot -> slot.lane().tenantId())
        .text(slot -> slot.lane().namespace())
        .text(slot -> slot.lane().type())
        .text(slot -> slot.lane().concurrencyKey())
        .instant(slot -> cursor(slot).turn())
        .uuid(slot -> cursor(slot).taskId())
        .integer(Slot::want)
        .bigint(Slot::served);
    parameters
        .addArrayOfInteger(question.timeouts().toArray(Integer[]::new))
        .addInteger(question.graceSeconds());
    return pg.hot(question.ofWorkers() ? OF_WORKERS : OF_SERVICE, parameters)
        .map(LaneClaim::answer);
  }

  private static Cursor cursor(Slot slot) {
    return slot.cursor() == null ? BEGINNING : slot.cursor();
  }

  private static Answer answer(RowSet<Row> rows) {
    var held = new ArrayList<Held>(rows.size());
    var lanes = new HashMap<Long, Taken>();
    boolean missed = false;
    for (var row : rows) {
      var r = new RowReader(row);
      missed = r.bool();
      var asker = r.integerOrNull();
      if (asker != null) {
        long lane = r.bigint();
        var turn = r.instant();
        boolean limited = r.bool();
        var expiresAt = r.instantOrNull();
        var claim = ClaimRows.claim(r);
        held.add(new Held(asker - 1, claim, expiresAt, limited));
        var last = new Cursor(turn, claim.lease().task().id());
        lanes.merge(lane, new Taken(1, last), (all, one) -> new Taken(all.count() + 1, last));
      }
    }
    return new Answer(held, lanes, missed);
  }
}
