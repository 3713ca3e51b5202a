package dev.errand.core.queue;

import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.queue.QueueQuery.GetQueueStats;
import dev.errand.core.queue.QueueQuery.NamespaceStats;
import dev.errand.core.queue.QueueQuery.TaskCount;
import dev.errand.core.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts tasks by where they stand. */
final class TaskCounts {

  /**
   * What {@code task_current} says of status, for whole tables at a time: the view looks aside task
   * by task, which is right for one and slow for all.
   */
  private static final String STANDING =
      """
      select
        t.tenant_id, t.namespace, t.performer,
        case
          when exists (
            select from lease l
            where l.tenant_id = t.tenant_id and l.task_id = t.id and not l.cancel_requested)
            then 'running'
          when r.task_id is not null then 'queued'
          when d.task_id is not null then d.status
          when t.resting_status in ('paused', 'blocked', 'cancelled') then t.resting_status
          when c.id is not null then 'scheduled'
          else coalesce(s.status, t.resting_status)
        end as status
      from task t
      left join ready r on r.tenant_id = t.tenant_id and r.task_id = t.id
      left join deferred d on d.tenant_id = t.tenant_id and d.task_id = t.id
      left join task_state s on s.tenant_id = t.tenant_id and s.task_id = t.id
      left join schedule c on c.tenant_id = t.tenant_id and c.id = t.schedule_id
        and c.mode = 'run_task' and not c.paused and c.next_fire_at is not null
        and c.deleted_at is null
      where t.deleted_at is null
      """;

  static final String OF_ALL =
      "select namespace, performer, status, count(*) from ("
          + STANDING
          + ") standing group by namespace, performer, status";

  static final String OF_TENANT =
      "select namespace, status, count(*) from ("
          + STANDING
          + """
              and t.tenant_id = $1 and ($2::text is null or t.owner_id = $2 or t.assignee_id = $2)
              and ($3::text is null or t.namespace = $3)
            ) standing group by namespace, status
            """;

  static final String NAMESPACES =
      """
      select name, paused, max_running,
        (select min(r.queued_at) from ready r
         where r.tenant_id = n.tenant_id and r.namespace = n.name
           and ($2::text is null or exists (
             select from task t
             where t.tenant_id = r.tenant_id and t.id = r.task_id
               and (t.owner_id = $2 or t.assignee_id = $2))))
      from (
        select tenant_id, name, paused, max_running from namespace where tenant_id = $1
        union all
        select $1, used.namespace, false, null
        from (select distinct namespace from ready where tenant_id = $1 and $2::text is null) used
        where not exists (
          select from namespace k where k.tenant_id = $1 and k.name = used.namespace)
      ) n
      where $3::text is null or name = $3
      """;

  private final Pg pg;

  TaskCounts(Pg pg) {
    this.pg = pg;
  }

  Future<List<TaskCount>> ofAll() {
    return pg.run(OF_ALL, Tuple.tuple())
        .map(
            rows -> {
              var counts = new ArrayList<TaskCount>();
              for (var row : rows) {
                var r = new RowReader(row);
                counts.add(new TaskCount(r.text(), r.text(), r.text(), r.bigint()));
              }
              return counts;
            });
  }

  Future<List<NamespaceStats>> of(GetQueueStats query) {
    var asked = Tuple.of(query.tenantId(), query.sight().userId(), query.namespace());
    var counts = pg.run(OF_TENANT, asked);
    var namespaces = pg.run(NAMESPACES, asked);
    return Future.all(counts, namespaces)
        .map(
            both -> {
              var all = new TreeMap<String, Standing>();
              for (var row : namespaces.result()) {
                var r = new RowReader(row);
                all.put(
                    r.text(), new Standing(r.bool(), r.integerOrNull(), r.instantOrNull(), none()));
              }
              for (var row : counts.result()) {
                var r = new RowReader(row);
                all.computeIfAbsent(r.text(), name -> new Standing(false, null, null, none()))
                    .counts
                    .put(TaskStatus.of(r.text()).orElseThrow(), r.bigint());
              }
              return all.entrySet().stream()
                  .map(each -> each.getValue().of(each.getKey()))
                  .toList();
            });
  }

  private static Map<TaskStatus, Long> none() {
    var counts = new EnumMap<TaskStatus, Long>(TaskStatus.class);
    for (var status : TaskStatus.values()) {
      counts.put(status, 0L);
    }
    return counts;
  }

  private record Standing(
      boolean paused,
      @Nullable Integer maxRunning,
      @Nullable Instant oldestQueuedAt,
      Map<TaskStatus, Long> counts) {

    NamespaceStats of(String namespace) {
      return new NamespaceStats(namespace, paused, maxRunning, counts, oldestQueuedAt);
    }
  }
}
