package dev.errand.core.task;

import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.task.TaskQuery.ListDue;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists what waits to be taken: what is queued, and what is about to be. */
final class DueTasks {

  static final String DUE =
      """
      select task_id from (
        select r.task_id, r.priority_rank, r.run_at from ready r where r.tenant_id = $1
        union all
        select d.task_id, d.priority_rank, d.run_at from deferred d
        where d.tenant_id = $1 and d.run_at <= $2
      ) due
      order by priority_rank desc, run_at, task_id limit $3
      """;

  private final Pg pg;
  private final TaskReads reads;
  private final InstantSource clock;

  DueTasks(Pg pg, TaskReads reads, InstantSource clock) {
    this.pg = pg;
    this.reads = reads;
    this.clock = clock;
  }

  Future<List<Task>> list(ListDue query) {
    var parameters = Tuple.of(query.tenantId(), Columns.timestamp(clock.instant()), query.limit());
    return pg.run(DUE, parameters)
        .compose(
            rows -> {
              var keys = new ArrayList<TaskKey>(rows.size());
              rows.forEach(row -> keys.add(new TaskKey(query.tenantId(), row.getUUID(0))));
              return keys.isEmpty() ? Future.succeededFuture(List.of()) : reads.find(keys);
            })
        .map(DueTasks::stillWaiting);
  }

  /** Somebody may have taken one meanwhile. */
  private static List<Task> stillWaiting(List<Optional<Task>> found) {
    return found.stream()
        .flatMap(Optional::stream)
        .filter(task -> task.progress().status() != TaskStatus.RUNNING)
        .toList();
  }
}
