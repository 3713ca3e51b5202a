package dev.errand.core.task;

import dev.errand.core.coalesce.Coalescer;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskCommand.CreateTask;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
      select f.tenant_id, encode(f.fingerprint, 'hex'), f.task_id, c.status, c.last_success_at
      from unnest($1::text[], $2::text[]) as k(tenant_id, fingerprint)
      join freshness f
        on f.tenant_id = k.tenant_id and f.fingerprint = decode(k.fingerprint, 'hex')
      left join lateral (
        select t.status, t.last_success_at from task_current t
        where t.tenant_id = f.tenant_id and t.id = f.task_id and t.deleted_at is null
        limit 1
      ) c on true
      """;

  static final String INSERT =
      TaskInserts.asked()
          + """
          won as (
            insert into freshness as f (tenant_id, fingerprint, task_id)
            select tenant_id, decode($50, 'hex'), id from asked
            on conflict (tenant_id, fingerprint) do update set task_id = excluded.task_id
              where f.task_id = $51::uuid
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
  private final Coalescer<TaskKey, Optional<Task>> lookups;
  private final Coalescer<Likeness, Optional<Latest>> latest;

  /** What this node is about to create; who wants the same waits and looks again. */
  private final Map<Likeness, Future<?>> underWay = new HashMap<>();

  FreshInserts(Tasks.Means means, Coalescer<TaskKey, Optional<Task>> lookups) {
    pg = means.pg();
    this.lookups = lookups;
    inserts = new TaskInserts(pg, means.ids());
    latest = new Coalescer<>(means.limits(), this::find);
  }

  /** What tasks that ask for the same have in common; the fingerprint in hex. */
  private record Likeness(String tenantId, String fingerprint) {}

  /** The newest task of a likeness; without a status if it is deleted. */
  private record Latest(UUID taskId, @Nullable TaskStatus status, @Nullable Instant succeededAt) {

    boolean willDo(CreateTask command) {
      var maxAge = Objects.requireNonNull(command.terms().maxAge());
      var oldest = command.task().timeline().createdAt().minus(maxAge);
      return status != null
          && (status.active()
              || (status == TaskStatus.COMPLETED
                  && succeededAt != null
                  && succeededAt.isAfter(oldest)));
    }
  }

  /** Answers with the new task, or with the one that makes it needless. */
  Future<Task> insert(CreateTask command) {
    var tenantId = command.task().key().tenantId();
    return insert(
        command,
        new Likeness(tenantId, Fingerprint.of(command.task(), command.caller().sight())),
        TRIES);
  }

  private Future<Task> insert(CreateTask command, Likeness likeness, int triesLeft) {
    return latest
        .submit(likeness)
        .compose(
            found -> {
              if (found.isPresent() && found.get().willDo(command)) {
                return lookups
                    .submit(new TaskKey(likeness.tenantId(), found.get().taskId()))
                    .compose(task -> orAgain(task, command, likeness, triesLeft));
              }
              var another = underWay.get(likeness);
              if (another != null) {
                return another.transform(done -> insert(command, likeness, triesLeft));
              }
              var replacing = replace(command, likeness, found);
              underWay.put(likeness, replacing);
              return replacing
                  .onComplete(done -> underWay.remove(likeness, replacing))
                  .compose(task -> orAgain(task, command, likeness, triesLeft));
            });
  }

  /** Empty if somebody else was first. */
  private Future<Optional<Task>> replace(
      CreateTask command, Likeness likeness, Optional<Latest> seen) {
    var parameters =
        inserts
            .parameters(List.of(command))
            .addString(likeness.fingerprint())
            .addUUID(seen.map(Latest::taskId).orElse(null));
    return pg.run(INSERT, parameters)
        .map(rows -> rows.size() > 0 ? Optional.of(command.task()) : Optional.empty());
  }

  private Future<Task> orAgain(
      Optional<Task> task, CreateTask command, Likeness likeness, int triesLeft) {
    if (task.isPresent()) {
      return Future.succeededFuture(task.get());
    }
    return triesLeft > 1
        ? insert(command, likeness, triesLeft - 1)
        : Future.failedFuture(
            new Problem.Unavailable("The tasks like this one keep changing; try again"));
  }

  private Future<List<Optional<Latest>>> find(List<Likeness> asked) {
    var columns = new Columns<>(asked).text(Likeness::tenantId).text(Likeness::fingerprint);
    return pg.hot(LATEST, columns.tuple())
        .map(
            rows -> {
              var found = new HashMap<Likeness, Latest>();
              for (var row : rows) {
                var r = new RowReader(row);
                found.put(new Likeness(r.text(), r.text()), latest(r));
              }
              return asked.stream().map(one -> Optional.ofNullable(found.get(one))).toList();
            });
  }

  private static Latest latest(RowReader r) {
    var id = r.uuid();
    var status = r.textOrNull();
    return new Latest(
        id, status == null ? null : TaskStatus.of(status).orElseThrow(), r.instantOrNull());
  }
}
