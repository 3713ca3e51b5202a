package dev.errand.core.notification;

/** What it means in the tables that somebody is told something. */
public final class Telling {

  private Telling() {}

  /**
   * A statement, or part of one, that tells each row of a query to its user; rows without one, and
   * what was told before, are passed over.
   *
   * @param rows a query for {@code tenant_id, user_id, kind, task_id, reminder_id, dedupe_key,
   *     subject, body, due_at, wanted, at}, in this order
   */
  public static String of(String rows) {
    return """
    insert into notification (
      tenant_id, user_id, kind, task_id, reminder_id, dedupe_key, subject, body, due_at, wanted,
      created_at, next_attempt_at, id, status, attempts)
    select
      tenant_id, user_id, kind, task_id, reminder_id, dedupe_key, subject, body, due_at, wanted,
      at, at, gen_random_uuid(), 'pending', 0
    from (
    %s) as told(
      tenant_id, user_id, kind, task_id, reminder_id, dedupe_key, subject, body, due_at, wanted, at)
    where user_id is not null
    on conflict (tenant_id, dedupe_key) do nothing
    """
        .formatted(rows);
  }
}
