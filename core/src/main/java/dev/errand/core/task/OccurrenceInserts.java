package dev.errand.core.task;

import dev.errand.core.identity.Ids;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.Transaction;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskCommand.CreateTask;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Inserts the tasks that schedules create, within the transaction in which they fire. */
public final class OccurrenceInserts {

  /** Of tasks that are to be queued, those that have their unique key now. */
  static final String KEYED =
      """
      with new as (
        select * from unnest($1::text[], $2::text[], $3::text[], $4::uuid[])
        as new(tenant_id, namespace, unique_key, task_id)
      )
      insert into unique_key (tenant_id, namespace, unique_key, task_id)
      select tenant_id, namespace, unique_key, task_id from new
      on conflict (tenant_id, namespace, unique_key) do nothing
      returning task_id
      """;

  /**
   * Links each with its schedule. It is remembered as long before it is due as the task before it:
   * that one's reminders may be over by now, but whoever wants none deletes them.
   */
  static final String LINK =
      """
      with linked as (
        update task t set schedule_id = a.schedule_id
        from unnest($1::text[], $2::uuid[], $3::uuid[]) as a(tenant_id, id, schedule_id)
        where t.tenant_id = a.tenant_id and t.id = a.id
        returning t.tenant_id, t.id, t.schedule_id, t.due_at, t.created_at
      ), reminded as (
        insert into reminder (
          tenant_id, id, task_id, user_id, remind_at, before_due_seconds, channel, status,
          snooze_count, created_by, created_at, updated_at)
        select l.tenant_id,
          -- Of its time, so that reminders are in the order in which they were set.
          overlay(gen_random_uuid()::text
            placing left(uuid_from(l.created_at)::text, 13) from 1)::uuid,
          l.id, r.user_id, l.due_at - make_interval(secs => r.before_due_seconds),
          r.before_due_seconds, r.channel, 'scheduled', 0, r.created_by, l.created_at, l.created_at
        from linked l
        join schedule s on s.tenant_id = l.tenant_id and s.id = l.schedule_id
        join reminder r on r.tenant_id = l.tenant_id and r.task_id = s.task_id
        where r.before_due_seconds is not null
        returning tenant_id, id, task_id, user_id, remind_at, created_at
      )
      insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
      select created_at, gen_random_uuid(), tenant_id, task_id, 'reminder_set', user_id,
        jsonb_build_object('reminder_id', id, 'remind_at', remind_at)
      from reminded
      """;

  private final TaskInserts inserts;

  /** The client is not used: statements go to the transaction. */
  public OccurrenceInserts(Pg pg, Ids ids) {
    inserts = new TaskInserts(pg, ids);
  }

  /**
   * Answers with the ids of those that were not inserted, because another task has their unique
   * key.
   *
   * @param schedules by task, what created it
   */
  public Future<Set<UUID>> insert(
      Transaction transaction, List<CreateTask> commands, Map<UUID, UUID> schedules) {
    return without(transaction, commands)
        .compose(
            without -> {
              var rest =
                  commands.stream().filter(c -> !without.contains(c.task().key().id())).toList();
              return rest.isEmpty()
                  ? Future.succeededFuture(without)
                  : transaction
                      .run(TaskInserts.statement(rest), inserts.parameters(rest))
                      .compose(inserted -> link(transaction, rest, schedules))
                      .map(without);
            });
  }

  /** Fails if another task has the unique key that one of these needs. */
  static Future<Void> requireKeys(Transaction transaction, List<CreateTask> commands) {
    return without(transaction, commands)
        .map(
            without -> {
              if (!without.isEmpty()) {
                throw new Problem.Conflict(
                    "duplicate_key",
                    "Another task has the unique key: wait for it, or cancel it",
                    Map.of());
              }
              return null;
            });
  }

  private static Future<Set<UUID>> without(Transaction transaction, List<CreateTask> commands) {
    var keyed =
        commands.stream()
            .filter(c -> c.trigger() != null && c.task().kind().keys().unique() != null)
            .toList();
    if (keyed.isEmpty()) {
      return Future.succeededFuture(Set.of());
    }
    var columns =
        new Columns<>(keyed)
            .text(c -> c.task().key().tenantId())
            .text(c -> c.task().kind().namespace())
            .text(c -> c.task().kind().keys().unique())
            .uuid(c -> c.task().key().id());
    return transaction
        .run(KEYED, columns.tuple())
        .map(
            rows -> {
              var without = new HashSet<UUID>();
              keyed.forEach(c -> without.add(c.task().key().id()));
              rows.forEach(row -> without.remove(row.getUUID(0)));
              return without;
            });
  }

  private static Future<Void> link(
      Transaction transaction, List<CreateTask> commands, Map<UUID, UUID> schedules) {
    var columns =
        new Columns<>(commands)
            .text(c -> c.task().key().tenantId())
            .uuid(c -> c.task().key().id())
            .uuid(c -> schedules.get(c.task().key().id()));
    return transaction.run(LINK, columns.tuple()).mapEmpty();
  }
}
