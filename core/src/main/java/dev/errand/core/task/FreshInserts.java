package dev.errand.core.task;

import dev.errand.core.identity.Ids;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskCommand.CreateTask;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Creates a task unless one like it is under way or has succeeded lately. Of many who ask at once
 * one creates it: whoever puts it in the place of the task that all of them have seen.
 */
final class FreshInserts {

  private static final int TRIES = 10;

  static final String LATEST =
      """
      select f.task_id, c.status, c.last_success_at
      from freshness f
      left join lateral (
        select t.status, t.last_success_at from task_current t
        where t.tenant_id = f.tenant_id and t.id = f.task_id and t.deleted_at is null
        limit 1
      ) c on true
      where f.tenant_id = $1 and f.fingerprint = $2
      """;

  static final String INSERT =
      TaskInserts.asked()
          + """
          won as (
            insert into freshness as f (tenant_id, fingerprint, task_id)
            select tenant_id, $43::bytea, id from asked
            on conflict (tenant_id, fingerprint) do update set task_id = excluded.task_id
              where f.task_id = $44::uuid
            returning f.tenant_id, f.task_id
          ), new as materialized (
            select a.* from asked a
            join won w on w.tenant_id = a.tenant_id and w.task_id = a.id
          ),
          """
          + TaskInserts.writes("'pending'")
          + TaskInserts.publishing()
          + "select id from new";

  private final Pg pg;
  private final TaskInserts inserts;
  private final TaskReads reads;

  FreshInserts(Pg pg, Ids ids, TaskReads reads) {
    this.pg = pg;
    this.reads = reads;
    inserts = new TaskInserts(pg, ids);
  }

  /** Answers with the new task, or with the one that makes it needless. */
  Future<Task> insert(CreateTask command) {
    var tenantId = command.task().key().tenantId();
    return insert(new Wish(command, tenantId, Fingerprint.of(command.task())), TRIES);
  }

  private record Wish(CreateTask command, String tenantId, Buffer fingerprint) {}

  /** The task that the fingerprint names, and whether it will do. */
  private record Latest(@Nullable UUID taskId, boolean willDo) {}

  private Future<Task> insert(Wish wish, int triesLeft) {
    return pg.hot(LATEST, Tuple.of(wish.tenantId(), wish.fingerprint()))
        .compose(
            rows -> {
              var latest =
                  rows.size() == 0
                      ? new Latest(null, false)
                      : latest(rows.iterator().next(), wish.command());
              return latest.willDo()
                  ? read(wish, latest, triesLeft)
                  : replace(wish, latest, triesLeft);
            });
  }

  private static Latest latest(Row row, CreateTask command) {
    var r = new RowReader(row);
    var id = r.uuid();
    var status = r.textOrNull();
    var succeededAt = r.instantOrNull();
    if (status == null) {
      return new Latest(id, false);
    }
    var known = TaskStatus.of(status).orElseThrow();
    var oldest =
        command
            .task()
            .timeline()
            .createdAt()
            .minus(Objects.requireNonNull(command.terms().maxAge()));
    boolean fresh =
        known == TaskStatus.COMPLETED && succeededAt != null && succeededAt.isAfter(oldest);
    return new Latest(id, fresh || known.active());
  }

  private Future<Task> read(Wish wish, Latest latest, int triesLeft) {
    var key = new TaskKey(wish.tenantId(), Objects.requireNonNull(latest.taskId()));
    return reads
        .find(List.of(key))
        .compose(
            found ->
                found.getFirst().isPresent()
                    ? Future.succeededFuture(found.getFirst().get())
                    : again(wish, triesLeft));
  }

  private Future<Task> replace(Wish wish, Latest latest, int triesLeft) {
    var parameters =
        inserts
            .parameters(List.of(wish.command()))
            .addBuffer(wish.fingerprint())
            .addUUID(latest.taskId());
    return pg.run(INSERT, parameters)
        .compose(
            rows ->
                rows.size() > 0
                    ? Future.succeededFuture(wish.command().task())
                    : again(wish, triesLeft));
  }

  private Future<Task> again(Wish wish, int triesLeft) {
    return triesLeft > 1
        ? insert(wish, triesLeft - 1)
        : Future.failedFuture(
            new Problem.Unavailable("The tasks like this one keep changing; try again"));
  }
}
