package dev.errand.core.task;

import dev.errand.core.identity.Ids;
import dev.errand.core.notification.Telling;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.Transaction;
import dev.errand.core.schedule.NewSchedule;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Changes a task's details in one statement, provided that it is still what was read. Answers
 * whether it was; if not, nothing was changed, and the caller reads again.
 */
final class TaskWrites {

  /** A statement of its own: the next one sees every reminder that was set before this had it. */
  static final String LOCK = "select from task where tenant_id = $1 and id = $2 for update";

  static final String UPDATE =
      """
      with fenced as (
        select tenant_id, id, revision + 1 as revision, due_at as old_due_at,
          assignee_id as old_assignee_id
        from task
        where tenant_id = $1 and id = $2 and revision = $3 and deleted_at is null
        for update
      ), changed as (
        update task t set
          title = $4, description = $5, priority_rank = $6, config = $7, metadata = $8, tags = $9,
          assignee_id = $10, domain = $11, field_id = $12, zone_id = $13, due_at = $14,
          estimated_minutes = $15, drift_score = $16, retry_policy = $17, timeout_seconds = $18,
          args = $27, store_result = $28, result_ttl_seconds = $29, error_ttl_seconds = $30,
          expires_at = $31, translations = $33, site_id = $34, timezone = $35,
          scheduled_time = $36, required_evidence = $37,
          astronomical = $38, astronomical_score = ($38::jsonb ->> 'score')::smallint,
          revision = f.revision, updated_at = $19
        from fenced f where t.tenant_id = f.tenant_id and t.id = f.id
        returning t.tenant_id, t.id, t.revision, f.old_due_at, f.old_assignee_id
      ), reminded_again as (
        update reminder r set
          remind_at = $14::timestamptz - make_interval(secs => r.before_due_seconds),
          updated_at = $19
        from changed c
        where c.old_due_at is distinct from $14
          and r.tenant_id = c.tenant_id and r.task_id = c.id
          and r.before_due_seconds is not null and r.status = 'scheduled'
      ), requeued as (
        update ready r set priority_rank = $6, expires_at = $31,
          turn = r.run_at - $6::integer * interval '1 minute'
        from changed c
        where r.tenant_id = c.tenant_id and r.task_id = c.id
          and (r.priority_rank, r.expires_at) is distinct from ($6, $31)
      ), deferred_again as (
        update deferred d set priority_rank = $6, expires_at = $31
        from changed c
        where d.tenant_id = c.tenant_id and d.task_id = c.id
          and (d.priority_rank, d.expires_at) is distinct from ($6, $31)
      ), held_on as (
        update held h set priority_rank = $6, expires_at = $31
        from changed c
        where h.tenant_id = c.tenant_id and h.task_id = c.id
          and (h.priority_rank, h.expires_at) is distinct from ($6, $31)
      ), noted as (
        insert into task_history (
          tenant_id, task_id, seq, action, old_status, new_status, changes, actor_id, actor_kind,
          client, request_id, created_at)
        select tenant_id, id, revision, $32::text, $20, $20, $21, $22, 'user', $23, $24, $19
        from changed
      ), published as (
        insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
        select $19, $25, tenant_id, id, $32, $22, $26 from changed
      ), assigned as (
      """
          + Telling.of(
              """
              select tenant_id, $10, 'assigned', id, null::uuid, 'assigned:' || id || ':' || revision,
                $4, null, $14::timestamptz, null, $19::timestamptz
              from changed where old_assignee_id is distinct from $10 and $10 is distinct from $22
              """)
          + """
          )
          select revision from changed
          """;

  private final Pg pg;
  private final Ids ids;

  TaskWrites(Pg pg, Ids ids) {
    this.pg = pg;
    this.ids = ids;
  }

  /**
   * What of a task changes.
   *
   * @param action the word that history and the event use
   * @param details as they will be
   * @param changes per field {@code {field, old, new}}
   * @param data of the event
   */
  record Edit(String action, TaskDetails details, JsonArray changes, JsonObject data) {}

  Future<Boolean> update(Change change, Edit edit) {
    var due = change.read().details().effort().dueAt();
    return Objects.equals(due, edit.details().effort().dueAt())
        ? pg.run(UPDATE, parameters(change, edit)).map(rows -> rows.size() > 0)
        : pg.transaction(transaction -> update(transaction, change, edit));
  }

  /** And its schedule; null for none. */
  Future<Boolean> update(Change change, Edit edit, @Nullable NewSchedule schedule) {
    return pg.transaction(
        transaction ->
            update(transaction, change, edit)
                .compose(
                    done ->
                        done
                            ? ScheduledInserts.set(transaction, change, schedule).map(true)
                            : Future.succeededFuture(false)));
  }

  private Future<Boolean> update(Transaction transaction, Change change, Edit edit) {
    var key = change.read().key();
    return transaction
        .run(LOCK, Tuple.of(key.tenantId(), key.id()))
        .compose(locked -> transaction.run(UPDATE, parameters(change, edit)))
        .map(rows -> rows.size() > 0);
  }

  private Tuple parameters(Change change, Edit edit) {
    var details = edit.details();
    return usual(change, edit)
        .addJsonObject(orNull(details.text().translations()))
        .addUUID(details.place().siteId())
        .addString(details.effort().timezone())
        .addString(details.effort().scheduledTime())
        .addArrayOfString(array(details.policy().requiredEvidence()))
        .addJsonObject(details.effort().astronomical());
  }

  private Tuple usual(Change change, Edit edit) {
    var details = edit.details();
    var caller = change.caller();
    return Tuple.of(
            change.read().key().tenantId(),
            change.read().key().id(),
            change.read().timeline().revision())
        .addString(details.text().title())
        .addString(details.text().description())
        .addInteger(details.priority().rank())
        .addJsonObject(details.content().config())
        .addJsonObject(details.content().metadata())
        .addArrayOfString(details.content().tags().toArray(String[]::new))
        .addString(details.place().assigneeId())
        .addString(details.place().domain())
        .addString(details.place().fieldId())
        .addString(details.place().zoneId())
        .addOffsetDateTime(Columns.timestamp(details.effort().dueAt()))
        .addInteger(details.effort().estimatedMinutes())
        .addDouble(details.effort().driftScore())
        .addJsonObject(details.policy().retry())
        .addInteger(details.policy().timeoutSeconds())
        .addOffsetDateTime(Columns.timestamp(change.at()))
        .addString(change.read().progress().status().word())
        .addJsonArray(edit.changes())
        .addString(caller.userId())
        .addString(caller.request().client())
        .addString(caller.request().requestId())
        .addUUID(ids.next())
        .addJsonObject(edit.data())
        .addJsonArray(details.content().args())
        .addBoolean(details.keeping().storeResult())
        .addInteger(details.keeping().resultTtlSeconds())
        .addInteger(details.keeping().errorTtlSeconds())
        .addOffsetDateTime(Columns.timestamp(details.keeping().expiresAt()))
        .addString(edit.action());
  }

  private static String @Nullable [] array(@Nullable List<String> texts) {
    return texts == null ? null : texts.toArray(String[]::new);
  }

  static @Nullable JsonObject orNull(JsonObject object) {
    return object.isEmpty() ? null : object;
  }
}
