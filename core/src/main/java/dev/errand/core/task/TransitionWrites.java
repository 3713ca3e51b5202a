package dev.errand.core.task;

import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Sight;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.PgErrors;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.Transition.Next;
import dev.errand.core.task.Transition.Photo;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Applies transitions, each in one statement that holds only if the task is still what was read: it
 * has the same revision, and what was seen of its upcoming or present execution is still there to
 * be removed.
 */
final class TransitionWrites {

  private final Pg pg;
  private final Ids ids;

  TransitionWrites(Pg pg, Ids ids) {
    this.pg = pg;
    this.ids = ids;
  }

  /**
   * True if it was applied; false if the task is no longer what was read, and nothing was changed.
   * Fails with a conflict if another task has the unique key that this one would need.
   */
  Future<Boolean> apply(Change change, Transition transition) {
    var parameters = fence(change);
    words(parameters, change, transition);
    standing(parameters, transition);
    return pg.run(TransitionStatement.MOVE, parameters)
        .map(rows -> applied(change, rows))
        // Somebody else queued it in between: what was read no longer holds.
        .recover(
            failure ->
                PgErrors.isDuplicate(failure)
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(failure));
  }

  private static boolean applied(Change change, RowSet<Row> rows) {
    for (var row : rows) {
      var holder = row.getUUID("holder");
      if (holder != null) {
        throw new Problem.Conflict(
            "duplicate_key",
            "Another task has the unique key %s: wait for it, or cancel it"
                .formatted(change.read().kind().keys().unique()),
            change.caller().sight().equals(Sight.ALL)
                ? Map.of("task_id", holder.toString())
                : Map.of());
      }
    }
    return rows.size() > 0;
  }

  private Tuple fence(Change change) {
    var read = change.read();
    var execution = read.progress().execution();
    return Tuple.of(
            read.key().tenantId(),
            read.key().id(),
            read.timeline().revision(),
            read.progress().status().word())
        .addUUID(execution.id())
        .addOffsetDateTime(Columns.timestamp(execution.runAt()))
        .addOffsetDateTime(Columns.timestamp(change.at()))
        .addString(change.caller().userId())
        .addString(change.caller().request().client())
        .addString(change.caller().request().requestId())
        .addUUID(ids.next());
  }

  private static void words(Tuple parameters, Change change, Transition transition) {
    var remarks = transition.remarks();
    parameters
        .addString(transition.move().action())
        .addString(transition.verb(change.read().progress().status()))
        .addString(remarks.notes())
        .addJsonArray(remarks.changes())
        .addJsonObject(remarks.data())
        .addInteger(remarks.actualMinutes())
        .addJsonObject(remarks.metadata());
  }

  private static void standing(Tuple parameters, Transition transition) {
    var standing = transition.standing();
    var next = transition.next();
    var trigger = part(next, Next::trigger);
    var ending = transition.ending();
    parameters
        .addString(part(standing.resting(), TaskStatus::word))
        .addString(part(standing.status(), TaskStatus::word))
        .addString(standing.otherwise().word())
        .addString(part(next, execution -> execution.place().word()))
        .addUUID(part(next, Next::executionId))
        .addOffsetDateTime(Columns.timestamp(part(next, Next::runAt)))
        .addInteger(part(next, Next::attempt))
        .addString(part(trigger, Execution.Trigger::type))
        .addJsonObject(part(trigger, Execution.Trigger::data))
        .addString(part(ending, end -> end.status().word()))
        .addJsonObject(part(ending, Transition.Ending::result))
        .addString(transition.schedule().word)
        .addString(transition.schedule().reason);
    new Columns<>(transition.remarks().photos(), parameters).uuid(Photo::id).text(Photo::url);
  }

  private static <T, R> @Nullable R part(@Nullable T whole, Function<T, @Nullable R> part) {
    return whole == null ? null : part.apply(whole);
  }
}
