package dev.errand.core.task;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task that is yet to be created, again and again, as JSON: the members that a caller writes to
 * create one, without those that say when it runs.
 */
public final class TaskDraft {

  /** Members that are no details of the task. */
  private static final List<String> OTHERS =
      List.of(
          "type",
          "performer",
          "namespace",
          "unique_key",
          "concurrency_key",
          "parent_id",
          "source",
          "original_message");

  private TaskDraft() {}

  /** The draft of a wanted task. */
  public static JsonObject of(NewTask wanted) {
    var draft = new JsonObject();
    put(draft, "type", wanted.type());
    put(draft, "performer", wanted.performer() == null ? null : wanted.performer().word());
    put(draft, "namespace", wanted.namespace());
    put(draft, "unique_key", wanted.keys().unique());
    put(draft, "concurrency_key", wanted.keys().concurrency());
    var origin = wanted.origin();
    put(draft, "parent_id", origin.parentId() == null ? null : origin.parentId().toString());
    put(draft, "source", origin.source());
    put(draft, "original_message", origin.originalMessage());
    return draft.mergeIn(wanted.members());
  }

  /** The draft of tasks like this one. */
  static JsonObject of(Task task) {
    var kind = task.kind();
    var start =
        new NewTask.Start(null, null, new dev.errand.core.execution.Execution.Trigger("", null));
    var members = task.details().toJson();
    members.fieldNames().removeIf(name -> members.getValue(name) == null);
    return of(
        new NewTask(
            kind.type(),
            kind.performer(),
            kind.namespace(),
            kind.keys(),
            task.ownership().origin(),
            start,
            members));
  }

  /** The task that a draft stands for, to be started so. */
  public static NewTask task(JsonObject draft, NewTask.Start start) {
    var members = draft.copy();
    OTHERS.forEach(members::remove);
    return NewTask.from(draft, start, members);
  }

  private static void put(JsonObject draft, String name, @Nullable String value) {
    if (value != null) {
      draft.put(name, value);
    }
  }
}
