package dev.errand.core.task;

import dev.errand.core.postgres.Pg;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.Instruction.Complete;
import dev.errand.core.tasktype.RegisteredType;
import dev.errand.core.tasktype.TaskTypes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The evidence without which a person cannot complete a task. It is looked for after the task was
 * read, and evidence that is removed gives the task a new revision: so a completion that holds only
 * for the revision read cannot miss that.
 */
final class RequiredEvidence {

  static final String KINDS =
      "select distinct kind from evidence where tenant_id = $1 and task_id = $2";

  private final Pg pg;
  private final TaskTypes types;

  RequiredEvidence(Pg pg, TaskTypes types) {
    this.pg = pg;
    this.types = types;
  }

  /** Refuses a completion while a kind is missing; photos that come with it count. */
  Future<Void> require(Task task, Complete completion) {
    var required = of(task);
    if (required.isEmpty()) {
      return Future.succeededFuture();
    }
    return pg.run(KINDS, Tuple.of(task.key().tenantId(), task.key().id()))
        .map(
            rows -> {
              var missing = new ArrayList<>(required);
              rows.forEach(row -> missing.remove(row.getString(0)));
              if (!completion.photoUrls().isEmpty()) {
                missing.remove("photo");
              }
              if (!missing.isEmpty()) {
                throw missing(missing, required);
              }
              return null;
            });
  }

  private List<String> of(Task task) {
    var own = task.details().policy().requiredEvidence();
    return own != null
        ? own
        : types.find(task.kind().type()).map(RegisteredType::requiredEvidence).orElse(List.of());
  }

  private static Problem missing(List<String> missing, List<String> required) {
    return new Problem.Conflict(
        "evidence_required",
        "The task cannot be completed without evidence of kind %s; add it first"
            .formatted(String.join(", ", missing)),
        Map.of("missing", List.copyOf(missing), "required", required));
  }
}
