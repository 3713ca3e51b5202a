package dev.errand.api.task;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.bus.Bus;
import dev.errand.core.execution.Execution;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.Instruction;
import dev.errand.core.task.TaskCommand.ActOnTasks;
import dev.errand.core.task.TaskCommand.ActedOn;
import dev.errand.core.task.TaskCommand.AssignTasks;
import dev.errand.core.task.TaskCommand.Selection;
import dev.errand.core.task.TaskDetails;
import dev.errand.core.task.TaskMove;
import dev.errand.core.tasktype.TaskTypes;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Does the same to many tasks, which a filter chooses or ids name. Thread-safe. */
final class BulkActions implements Endpoint {

  /** The one that is no move. */
  private static final String ASSIGN = "assign";

  private static final UUID ANY = new UUID(0, 0);

  private final Bus bus;
  private final TaskFilterInput filters;

  BulkActions(Bus bus, TaskTypes types) {
    this.bus = bus;
    filters = new TaskFilterInput(types);
  }

  @Override
  public Future<Answer> handle(Input input) {
    var body = input.body();
    var problems = problems(body);
    if (!problems.isEmpty()) {
      throw new Problem.Invalid(problems);
    }
    boolean dryRun = input.dryRun() || body.getBoolean("dry_run", false);
    var which = selection(body, input);
    return (dryRun ? bus.rehearsing() : bus)
        .request(
            body.getString("action").equals(ASSIGN)
                ? new AssignTasks(input.caller(), which, body.getString("assignee_id"))
                : new ActOnTasks(input.caller(), which, instruction(body)))
        .map(done -> Answer.ok(body(body.getString("action"), dryRun, done)));
  }

  private static List<Violation> problems(JsonObject body) {
    var problems = new ArrayList<Violation>();
    if (body.containsKey("filter") == (body.getValue("ids") != null)) {
      problems.add(
          Violation.ofBody(
              "filter", "or ids must be given, and not both of them", "contradiction"));
    }
    require(body, "block", "reason", problems);
    require(body, ASSIGN, "assignee_id", problems);
    return problems;
  }

  private static void require(
      JsonObject body, String action, String member, List<Violation> problems) {
    if (body.getString("action").equals(action) && body.getString(member) == null) {
      problems.add(Violation.ofBody(member, "is required for " + action, "missing"));
    }
  }

  private Selection selection(JsonObject body, Input input) {
    var ids = body.getJsonArray("ids");
    if (ids != null) {
      return new Selection(null, ids.stream().map(id -> UUID.fromString(id.toString())).toList());
    }
    var filter = body.getJsonObject("filter");
    return new Selection(
        filters.read(
            name -> said(filter.getValue(name)), List.of("body", "filter"), input.caller()),
        List.of());
  }

  private static List<String> said(@org.jspecify.annotations.Nullable Object value) {
    if (value instanceof JsonArray several) {
      return several.stream().map(String::valueOf).toList();
    }
    return value == null ? List.of() : List.of(value.toString());
  }

  private static Instruction instruction(JsonObject body) {
    var move = TaskMove.valueOf(body.getString("action").toUpperCase(Locale.ROOT));
    return switch (move) {
      case CANCEL -> new Instruction.Cancel(body.getString("reason"));
      case BLOCK -> new Instruction.Block(body.getString("reason"));
      case COMPLETE -> new Instruction.Complete(null, null, null, null);
      case RESCHEDULE -> new Instruction.Reschedule(TaskDetails.instant(body.getString("run_at")));
      // Each gets an execution of its own.
      case RUN -> new Instruction.Run(ANY, new Execution.Trigger("manual", null));
      case START, PAUSE, RESUME, UNBLOCK, REOPEN, DELETE, RESTORE -> new Instruction.Simple(move);
    };
  }

  private static Buffer body(String action, boolean dryRun, ActedOn done) {
    return JsonWriter.write(
        json ->
            json.text("action", action)
                .flag("dry_run", dryRun)
                .integer("matched", done.matched())
                .integer("changed", done.changed().size())
                .integer("refused", (long) done.matched() - done.changed().size())
                .object(
                    "reasons",
                    reasons ->
                        done.refused().entrySet().stream()
                            .sorted(java.util.Map.Entry.comparingByKey())
                            .forEach(each -> reasons.integer(each.getKey(), each.getValue())))
                .flag("more", done.more()));
  }
}
