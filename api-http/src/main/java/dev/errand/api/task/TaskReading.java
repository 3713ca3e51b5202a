package dev.errand.api.task;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Input;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.bus.Bus;
import dev.errand.core.identity.Role;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskCursor;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskPage;
import dev.errand.core.task.TaskQuery.Filter;
import dev.errand.core.task.TaskQuery.GetHistory;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.TaskQuery.ListDue;
import dev.errand.core.task.TaskQuery.ListTasks;
import dev.errand.core.task.TaskQuery.Page;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.tasktype.TaskTypes;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads tasks and what happened to them. Thread-safe. */
final class TaskReading {

  private final Bus bus;
  private final TaskTypes types;
  private final TaskJson tasks;
  private final TaskAnswers answers;

  TaskReading(Bus bus, TaskTypes types, TaskJson tasks, TaskAnswers answers) {
    this.bus = bus;
    this.types = types;
    this.tasks = tasks;
    this.answers = answers;
  }

  Future<Answer> get(Input input) {
    return bus.request(new GetTask(key(input))).map(task -> answers.unlessKnown(input, task));
  }

  Future<Answer> status(Input input) {
    return bus.request(new GetTask(key(input))).map(task -> Answer.ok(TaskJson.state(task)));
  }

  Future<Answer> history(Input input) {
    boolean includeDeleted = input.flag("include_deleted");
    if (includeDeleted && !input.caller().role().atLeast(Role.ADMIN)) {
      throw new Problem.Denied("include_deleted");
    }
    return bus.request(new GetHistory(key(input), includeDeleted))
        .map(
            entries ->
                Answer.ok(
                    JsonWriter.write(
                        json ->
                            json.objects("items", entries, TaskJson::write)
                                .integer("total", entries.size()))));
  }

  Future<Answer> list(Input input) {
    var cursor = input.text("cursor");
    var page =
        new Page(
            input.integer("limit"),
            input.integer("offset"),
            cursor == null ? null : TaskCursor.decode(cursor));
    var filter =
        new Filter(
            statuses(input),
            canonicalType(input.text("type")),
            input.text("namespace"),
            input.text("unique_key"));
    return bus.request(new ListTasks(input.caller().tenantId(), filter, page))
        .map(found -> Answer.ok(body(found, page)));
  }

  Future<Answer> pending(Input input) {
    int limit = input.integer("limit");
    return bus.request(new ListDue(input.caller().tenantId(), limit))
        .map(
            due ->
                Answer.ok(
                    JsonWriter.write(
                        json -> json.objects("items", due, tasks::write).integer("limit", limit))));
  }

  static List<TaskStatus> statuses(Input input) {
    return input.texts("status").stream()
        .map(word -> TaskStatus.of(word).orElseThrow())
        .distinct()
        .toList();
  }

  /** A type that nobody registered may be one of remote workers. */
  private @Nullable String canonicalType(@Nullable String type) {
    return type == null
        ? null
        : types.find(type).map(known -> known.descriptor().name()).orElse(type);
  }

  private Buffer body(TaskPage found, Page page) {
    var next = found.next();
    return JsonWriter.write(
        json ->
            json.objects("items", found.items(), tasks::write)
                .value("total", found.total())
                .integer("limit", page.limit())
                .integer("offset", page.offset())
                .text("next_cursor", next == null ? null : next.encode()));
  }

  private static TaskKey key(Input input) {
    return new TaskKey(input.caller().tenantId(), input.id("id"));
  }
}
