package dev.errand.api.task;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.core.task.Task;

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

  String tag(Task task) {
    return TaskTags.of(task, json.isOverdue(task));
  }
}
