package dev.errand.api.task;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.core.bus.Bus;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.DeleteTask;
import dev.errand.core.task.TaskQuery.FindByKey;
import dev.errand.core.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tasks by the key that their callers gave them. Thread-safe. */
final class TasksByKey {

  private final Bus bus;
  private final TaskCreation creation;
  private final TaskAnswers answers;

  TasksByKey(Bus bus, TaskCreation creation, TaskAnswers answers) {
    this.bus = bus;
    this.creation = creation;
    this.answers = answers;
  }

  Map<String, Endpoint> byOperation() {
    return Map.of(
        "getTaskByKey", this::get, "putTaskByKey", new Put(), "deleteTaskByKey", this::delete);
  }

  private Future<Answer> get(Input input) {
    return find(input, TaskFilterInput.statuses(input.texts("status")))
        .map(task -> answers.unlessKnown(input, task));
  }

  private Future<Answer> delete(Input input) {
    return find(input, List.of())
        .compose(
            task ->
                TaskTags.condition(bus, input, task.key())
                    .compose(condition -> bus.request(new DeleteTask(task.key(), condition))))
        .map(deleted -> Answer.empty(204));
  }

  private Future<Task> find(Input input, List<TaskStatus> statuses) {
    return bus.request(
        new FindByKey(
            input.caller().tenantId(),
            input.required("namespace"),
            input.required("key"),
            statuses,
            input.caller().sight()));
  }

  /** A creation whose namespace and key stand in the path. */
  private final class Put implements Endpoint {

    @Override
    public Future<Answer> handle(Input input) {
      var problems = new ArrayList<Violation>();
      var body = named(input, problems);
      if (!problems.isEmpty()) {
        throw new Problem.Invalid(problems);
      }
      return creation.create(body, input);
    }

    @Override
    public List<Violation> further(Input rest, Set<String> faulty) {
      var problems = new ArrayList<Violation>();
      named(rest, problems);
      problems.addAll(creation.further(rest, faulty));
      return problems;
    }

    private JsonObject named(Input input, List<Violation> problems) {
      var body = input.body().copy();
      for (var name : List.of("namespace", "key")) {
        var member = name.equals("key") ? "unique_key" : name;
        var inPath = input.required(name);
        var inBody = body.getString(member);
        if (inBody != null && !inBody.equals(inPath)) {
          problems.add(
              Violation.ofBody(
                  member, "must be as in the path, \"%s\", or left out".formatted(inPath), "path"));
        }
        body.put(member, inPath);
      }
      return body;
    }
  }
}
