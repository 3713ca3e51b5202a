package dev.errand.core.task;

/** What it means in the tables that the service itself calls tasks off. */
public final class SystemCancellation {

  private SystemCancellation() {}

  /**
   * Further parts of a statement that has gathered {@code still(tenant_id, id, revision,
   * old_status)}, tasks whose rows it has locked and whose queue rows it has removed.
   *
   * @param at the parameter that holds the time
   * @param actor {@code system:<what>}
   * @param reason a stable word
   */
  public static String writes(String at, String actor, String reason) {
    return """
    unkeyed as (
      delete from unique_key k using still s
      where k.tenant_id = s.tenant_id and k.task_id = s.id
    ), reset as (
      update task_state x set status = null
      from still s where x.tenant_id = s.tenant_id and x.task_id = s.id and x.status is not null
    ), changed as (
      update task t set resting_status = 'cancelled', revision = s.revision, updated_at = :at,
        cancelled_at = :at
      from still s where t.tenant_id = s.tenant_id and t.id = s.id
    ), halted as (
      update schedule c set next_fire_at = null, next_logical_at = null,
        revision = c.revision + 1, updated_at = :at
      from still s
      join task k on k.tenant_id = s.tenant_id and k.id = s.id
      where c.tenant_id = k.tenant_id and c.id = k.schedule_id and c.mode = 'run_task'
        and c.next_fire_at is not null and c.deleted_at is null
    ), noted as (
      insert into task_history (
        tenant_id, task_id, seq, action, old_status, new_status, actor_id, actor_kind, notes,
        created_at)
      select tenant_id, id, revision, 'cancelled', old_status, 'cancelled', ':actor', 'system',
        ':reason', :at
      from still
    ), published as (
      insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
      select :at, gen_random_uuid(), tenant_id, id, 'cancelled', ':actor',
        jsonb_build_object('old_status', old_status, 'new_status', 'cancelled', 'reason', ':reason')
      from still
    )
    """
        .replace(":at", at)
        .replace(":actor", actor)
        .replace(":reason", reason);
  }
}
