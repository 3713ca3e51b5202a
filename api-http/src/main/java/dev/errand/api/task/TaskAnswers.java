package dev.errand.api.task;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Input;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.task.Task;
import java.util.List;
import java.util.function.Consumer;

/** Answers that carry a task. Thread-safe. */
final class TaskAnswers {

  private final TaskJson json;

  TaskAnswers(TaskJson json) {
    this.json = json;
  }

  /** The task with its tag. */
  Answer of(int status, Task task) {
    return Answer.of(status, json.body(task)).with("ETag", tag(task));
  }

  /** The same, saying where it can be read. */
  Answer created(int status, Task task) {
    return of(status, task).with("Location", Contract.BASE + "/tasks/" + task.key().id());
  }

  /** The task with more members, without a tag. */
  Answer with(Task task, List<Consumer<JsonWriter>> more) {
    return Answer.ok(
        JsonWriter.write(
            writer -> {
              json.write(writer, task);
              more.forEach(member -> member.accept(writer));
            }));
  }

  /** 304 if the caller has it already. */
  Answer unlessKnown(Input input, Task task) {
    var tag = tag(task);
    return TaskTags.isKnown(input, tag) ? Answer.empty(304).with("ETag", tag) : of(200, task);
  }

  String tag(Task task) {
    return TaskTags.of(task, json.isOverdue(task));
  }
}
