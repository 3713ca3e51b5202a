package dev.errand.bench.scenario;

import dev.errand.bench.postgres.Database;

/**
 * Executions of the last 30 days, evenly spread: of 10,000 tasks of ten types and 200 people, each
 * with the event that the engine writes with it.
 *
 * @param count how many
 */
record PastExecutions(int count) {

  private static final int AT_ONCE = 1000;
  private static final int DAYS = 30;

  private static final String TASKS =
      """
      insert into task (
        tenant_id, id, namespace, type, performer, title, priority_rank, config, metadata, tags,
        owner_id, created_by, drift_score, credits_per_run, resting_status, revision, created_at,
        updated_at)
      select 'local', lpad(to_hex(n), 32, '0')::uuid, 'default',
        'type_' || n % 10, 'service', 'Task ' || n, 0, '{}', '{}', '{}', 'u' || n % 200, 'u1', 0,
        0.5, 'pending', 1, now(), now()
      from generate_series(0, 9999) n
      """;

  /** Ids as the service makes them, rising with time. */
  private static final String ENDS =
      """
      with moment as (
        select n, now() - interval '$days days' + (n + 1) * interval '$days days' / $count as ended,
          0.01 * exp(random() * 6) as ran, 0.01 * exp(random() * 4) as waited
        from generate_series($first, $last) n
      ), made as (
        select
          (lpad(to_hex(floor(extract(epoch from ended) * 1000)::bigint), 12, '0') || '7'
            || lpad(to_hex(n % 4096), 3, '0') || '8' || lpad(to_hex(n), 15, '0'))::uuid as id,
          lpad(to_hex(n % 10000), 32, '0')::uuid as task_id,
          (array['succeeded', 'succeeded', 'succeeded', 'failed', 'timed_out'])[1 + n % 5]
            as status,
          ended - make_interval(secs => ran + waited) as queued,
          ended - make_interval(secs => ran) as started, ended
        from moment
      ), kept as (
        insert into execution (
          tenant_id, id, task_id, attempt, status, task_status, trigger_type, worker_id, queued_at,
          started_at, completed_at, credits_consumed, tokens_used, api_calls_made)
        select 'local', id, task_id, 1, status, 'completed', 'schedule', 'engine', queued, started,
          ended, 0.5, 10, 1
        from made
      )
      insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
      select ended, id, 'local', task_id, 'executed', 'u1', '{}' from made
      """;

  /** Into a database that has Errand's tables. */
  void write(Database database) {
    database.execute("select ensure_partitions(now() - interval '42 days', 12)");
    database.execute(TASKS);
    for (int first = 0; first < count; first += AT_ONCE) {
      int last = Math.min(count, first + AT_ONCE) - 1;
      database.execute(
          ENDS.replace("$days", String.valueOf(DAYS))
              .replace("$count", String.valueOf(count))
              .replace("$first", String.valueOf(first))
              .replace("$last", String.valueOf(last)));
    }
    database.settle();
  }

  /** True once the service has added all of so many up, and summed the days that are over. */
  static boolean addedUp(Database database, int count) {
    return database.number(
                """
                select coalesce(sum(succeeded + failed + timed_out), 0) from rollup
                where user_id = ''
                """)
            == count
        && database.number("select count(*) from timing_due where day < current_date - 1") == 0;
  }
}
