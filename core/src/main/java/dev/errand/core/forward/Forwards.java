package dev.errand.core.forward;

import dev.errand.core.event.OutboxEvent;
import dev.errand.core.forward.ForwardCommand.ClaimForwards;
import dev.errand.core.forward.ForwardCommand.Claimed;
import dev.errand.core.forward.ForwardCommand.NoteArrival;
import dev.errand.core.forward.ForwardCommand.NoteFailure;
import dev.errand.core.forward.ForwardCommand.Place;
import dev.errand.core.forward.ForwardCommand.Relay;
import dev.errand.core.identity.Ids;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.postgres.Transaction;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskDraft;
import dev.errand.core.task.TaskKey;
import dev.errand.core.tasktype.Performer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Has the new tasks of relayed namespaces forwarded, and notes what became of it. Thread-safe. */
public final class Forwards {

  /**
   * Takes new tasks of relayed namespaces out of the queue, so that they are not run here, whatever
   * becomes of the relay. One that was taken before the namespace was relayed is left alone.
   */
  static final String TAKE =
      """
      with new as materialized (
        select t.tenant_id, t.id, t.namespace, a.hops, a.event_id
        from unnest($1::text[], $2::uuid[], $3::integer[], $4::timestamptz[], $5::uuid[])
          as a(tenant_id, id, hops, at, event_id)
        join task t on t.tenant_id = a.tenant_id and t.id = a.id and t.deleted_at is null
        join namespace n on n.tenant_id = t.tenant_id and n.name = t.namespace
          and n.relay_url is not null and n.relay_since <= a.at
        where not exists (
            select from lease l where l.tenant_id = t.tenant_id and l.task_id = t.id)
          and not exists (
            select from task_state s where s.tenant_id = t.tenant_id and s.task_id = t.id)
      ), unqueued as (
        delete from ready r using new
        where r.tenant_id = new.tenant_id and r.task_id = new.id
        returning r.task_id, 'queued' as start, r.run_at
      ), undeferred as (
        delete from deferred d using new
        where d.tenant_id = new.tenant_id and d.task_id = new.id
        returning d.task_id, 'scheduled' as start, d.run_at
      ), unheld as (
        delete from held h using new
        where h.tenant_id = new.tenant_id and h.task_id = new.id
        returning h.task_id, h.status as start, h.run_at
      ), waiting as (
        select * from unqueued union all select * from undeferred union all select * from unheld
      ), halted as (
        update schedule s set next_fire_at = null, next_logical_at = null,
          revision = s.revision + 1, updated_at = $6
        from new join task t on t.tenant_id = new.tenant_id and t.id = new.id
        where s.tenant_id = t.tenant_id and s.id = t.schedule_id and s.mode = 'run_task'
          and s.next_fire_at is not null and s.deleted_at is null
        returning t.id as task_id
      ), unkeyed as (
        delete from unique_key k using new
        where k.tenant_id = new.tenant_id and k.task_id = new.id
      ), told as (
        insert into outbox (created_at, event_id, tenant_id, task_id, verb, data)
        select $6, new.event_id, new.tenant_id, new.id, 'status_changed',
          jsonb_build_object('old_status', coalesce(w.start, 'scheduled'), 'new_status', 'pending')
        from new left join waiting w on w.task_id = new.id left join halted h on h.task_id = new.id
        where coalesce(w.task_id, h.task_id) is not null
      )
      insert into forwarding (
        tenant_id, task_id, namespace, hops, start, run_at, recurring, status, attempts, next_at,
        created_at)
      select new.tenant_id, new.id, new.namespace, new.hops, coalesce(w.start, 'pending'), w.run_at,
        exists (select from halted h where h.task_id = new.id), 'pending', 0, $6, $6
      from new left join waiting w on w.task_id = new.id
      on conflict (tenant_id, task_id) do nothing
      """;

  static final String CLAIM =
      """
      with chosen as materialized (
        select f.place, n.relay_url, n.relay_key
        from namespace n
        left join unnest($4::text[], $5::text[], $6::integer[]) as busy(tenant_id, name, calls)
          on busy.tenant_id = n.tenant_id and busy.name = n.name
        cross join lateral (
          select p.ctid as place from forwarding p
          where p.tenant_id = n.tenant_id and p.namespace = n.name and p.status = 'pending'
            and p.next_at <= $1
            and not exists (
              select from dependency d
              where d.tenant_id = p.tenant_id and d.task_id = p.task_id and d.open)
          order by p.next_at
          limit greatest(0, $3 - coalesce(busy.calls, 0))
          for update skip locked
        ) f
        where n.relay_url is not null
        limit $2
      )
      update forwarding f set claim = $7, next_at = $8
      from chosen c where f.ctid = c.place
      returning f.tenant_id, f.task_id, f.namespace, c.relay_url, c.relay_key, f.hops, f.start,
        f.run_at, f.recurring, f.attempts
      """;

  static final String ARRIVED =
      """
      with arrived as (
        update forwarding f set
          status = 'arrived', attempts = attempts + 1, claim = null, last_error = null,
          relayed_to = jsonb_build_object('url', $4::text, 'task_id', $5::text, 'at', $6::text)
        where f.tenant_id = $1 and f.task_id = $2 and f.claim = $3
        returning f.tenant_id, f.task_id, f.relayed_to
      )
      insert into outbox (created_at, event_id, tenant_id, task_id, verb, data)
      select $7, $8, tenant_id, task_id, 'relayed', jsonb_build_object('relayed_to', relayed_to)
      from arrived
      returning 1
      """;

  static final String FAILED =
      """
      update forwarding f set
        status = case when $5::timestamptz is null then 'refused' else 'pending' end,
        attempts = attempts + 1, next_at = coalesce($5, next_at), claim = null, last_error = $4
      where f.tenant_id = $1 and f.task_id = $2 and f.claim = $3
      returning 1
      """;

  private final Pg pg;
  private final Ids ids;
  private final Function<TaskKey, Future<Optional<Task>>> tasks;

  /** On the given clients; the function finds a task. */
  public Forwards(Pg pg, Ids ids, Function<TaskKey, Future<Optional<Task>>> tasks) {
    this.pg = pg;
    this.ids = ids;
    this.tasks = tasks;
  }

  /** Of events that have happened, takes the new tasks that are to be forwarded. */
  public static Future<?> take(
      Transaction transaction, List<OutboxEvent> events, Ids ids, Instant now) {
    var created = events.stream().filter(event -> event.verb().equals("created")).toList();
    if (created.isEmpty()) {
      return Future.succeededFuture();
    }
    var columns =
        new Columns<>(created)
            .text(OutboxEvent::tenantId)
            .uuid(OutboxEvent::taskId)
            .integer(event -> event.data().getInteger("relay_hops", 0))
            .instant(OutboxEvent::at)
            .uuid(event -> ids.next());
    return transaction.run(TAKE, columns.tuple().addOffsetDateTime(Columns.timestamp(now)));
  }

  /** Takes what is due. */
  public Future<List<Claimed>> claim(ClaimForwards command) {
    var claim = ids.next();
    var busy = List.copyOf(command.underWay().entrySet());
    var parameters =
        new Columns<Map.Entry<Place, Integer>>(
                busy, Tuple.of(Columns.timestamp(command.now()), command.max(), command.each()))
            .text(each -> each.getKey().tenantId())
            .text(each -> each.getKey().namespace())
            .integer(Map.Entry::getValue)
            .tuple()
            .addUUID(claim)
            .addOffsetDateTime(Columns.timestamp(command.now().plus(command.lease())));
    return pg.run(CLAIM, parameters)
        .compose(
            rows -> {
              var taken = new ArrayList<Taken>(rows.size());
              rows.forEach(row -> taken.add(taken(row)));
              return taken.isEmpty() ? Future.succeededFuture(List.of()) : withTasks(taken, claim);
            });
  }

  private record Taken(
      TaskKey key,
      String namespace,
      String url,
      @Nullable String apiKey,
      int hops,
      String start,
      @Nullable Instant runAt,
      boolean recurring,
      int attempts) {}

  private static Taken taken(Row row) {
    var r = new RowReader(row);
    return new Taken(
        new TaskKey(r.text(), r.uuid()),
        r.text(),
        r.text(),
        r.textOrNull(),
        r.integer(),
        r.text(),
        r.instantOrNull(),
        r.bool(),
        r.integer());
  }

  private Future<List<Claimed>> withTasks(List<Taken> taken, UUID claim) {
    var found = taken.stream().map(each -> withTask(each, claim)).toList();
    return Future.join(found)
        .map(all -> found.stream().flatMap(each -> each.result().stream()).toList());
  }

  /** What was deleted or called off meanwhile is not forwarded. */
  private Future<Optional<Claimed>> withTask(Taken taken, UUID claim) {
    return tasks
        .apply(taken.key())
        .map(found -> found.filter(task -> !task.progress().status().terminal()))
        .compose(
            found -> {
              var claimed = claimed(taken, found.orElse(null), claim);
              return found.isPresent()
                  ? Future.succeededFuture(Optional.of(claimed))
                  : fail(new NoteFailure(claimed, "the task was over before", null))
                      .map(Optional.empty());
            });
  }

  private static Claimed claimed(Taken taken, @Nullable Task task, UUID claim) {
    return new Claimed(
        taken.key(),
        taken.namespace(),
        claim,
        new Relay(taken.url(), taken.apiKey(), task == null ? "" : task.ownership().createdBy()),
        taken.hops(),
        task == null ? new JsonObject() : draft(task, taken),
        taken.attempts());
  }

  /** As its caller wrote it, without what names things that only this service knows. */
  private static JsonObject draft(Task task, Taken taken) {
    var draft = TaskDraft.of(task);
    for (var here : List.of("parent_id", "template_id", "credits_per_run", "site_id")) {
      draft.remove(here);
    }
    draft.put("namespace", taken.namespace());
    var recurrence = task.progress().recurrence();
    if (taken.recurring() && recurrence != null) {
      draft.put("schedule", recurrence.spec());
    }
    if (taken.start().equals("scheduled") && taken.runAt() != null) {
      draft.put("run_at", taken.runAt().toString());
    }
    if (taken.start().equals("queued") && task.kind().performer() != Performer.HUMAN) {
      draft.put("run_immediately", true);
    }
    return draft;
  }

  /** Notes an arrival. */
  public Future<Boolean> arrive(NoteArrival command) {
    var claimed = command.claimed();
    return pg.run(
            ARRIVED,
            Tuple.of(claimed.key().tenantId(), claimed.key().id(), claimed.claim())
                .addString(claimed.relay().url())
                .addString(command.remoteTaskId())
                .addString(command.now().toString())
                .addOffsetDateTime(Columns.timestamp(command.now()))
                .addUUID(ids.next()))
        .map(rows -> rows.size() > 0);
  }

  /** Notes a failure. */
  public Future<Boolean> fail(NoteFailure command) {
    var claimed = command.claimed();
    return pg.run(
            FAILED,
            Tuple.of(claimed.key().tenantId(), claimed.key().id(), claimed.claim())
                .addString(command.error())
                .addOffsetDateTime(Columns.timestamp(command.retryAt())))
        .map(rows -> rows.size() > 0);
  }
}
