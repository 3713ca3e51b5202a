package dev.errand.api.task;

import static java.util.Objects.requireNonNull;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Expansion;
import dev.errand.api.endpoint.Input;
import dev.errand.core.bus.Bus;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskQuery.GetTask;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads tasks. Thread-safe. */
final class TaskReading {

  private final Bus bus;
  private final TaskAnswers answers;
  private final Map<String, Expansion> expansions;

  /** The expansions by the names that {@code expand} calls them. */
  TaskReading(Bus bus, TaskAnswers answers, Map<String, Expansion> expansions) {
    this.bus = bus;
    this.answers = answers;
    this.expansions = new TreeMap<>(expansions);
  }

  Future<Answer> get(Input input) {
    var expand = input.text("expand");
    var found = bus.request(new GetTask(key(input), input.caller().sight()));
    return expand == null
        ? found.map(task -> answers.unlessKnown(input, task))
        : expanded(input, List.of(expand.split(",", -1)), found);
  }

  /** Without a tag: what is beside the task changes on its own. */
  private Future<Answer> expanded(Input input, List<String> names, Future<Task> found) {
    for (var name : names) {
      if (!expansions.containsKey(name)) {
        throw new Problem.Invalid(
            List.of(
                new Violation(
                    List.of("query", "expand"),
                    "has no %s; there are %s"
                        .formatted(name, String.join(", ", expansions.keySet())),
                    "enum")));
      }
    }
    return found.compose(
        task -> {
          var members =
              names.stream()
                  .distinct()
                  .sorted()
                  .map(n -> requireNonNull(expansions.get(n)).of(input))
                  .toList();
          return Future.all(members)
              .map(all -> answers.with(task, members.stream().map(Future::result).toList()));
        });
  }

  Future<Answer> status(Input input) {
    return bus.request(new GetTask(key(input), input.caller().sight()))
        .map(task -> Answer.ok(TaskJson.state(task)));
  }

  private static TaskKey key(Input input) {
    return new TaskKey(input.caller().tenantId(), input.id("id"));
  }
}
