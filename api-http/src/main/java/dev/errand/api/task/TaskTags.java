package dev.errand.api.task;

import dev.errand.api.endpoint.EntityTag;
import dev.errand.api.endpoint.Input;
import dev.errand.core.bus.Bus;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.Condition;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskQuery.GetTask;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Entity tags of tasks. A task that becomes overdue gets another tag, so that who polls sees it;
 * nobody has changed it, though, so {@code If-Match} takes both for the same.
 */
public final class TaskTags {

  private static final String OVERDUE = "-overdue\"";

  private TaskTags() {}

  static String of(Task task, boolean overdue) {
    var tag = task.etag();
    return overdue ? tag.substring(0, tag.length() - 1) + OVERDUE : tag;
  }

  /** True if {@code If-None-Match} names the tag, or any. */
  static boolean isKnown(Input input, String tag) {
    var header = input.header("If-None-Match");
    return EntityTag.any(header) || EntityTag.in(header, true).contains(tag);
  }

  /** Whose change it is, and of which version by {@code If-Match}. */
  public static Future<Condition> condition(Bus bus, Input input, TaskKey key) {
    var header = input.header("If-Match");
    if (header == null || EntityTag.any(header)) {
      return Future.succeededFuture(new Condition(input.caller(), null));
    }
    var tags = EntityTag.in(header, false).stream().map(TaskTags::plain).toList();
    if (tags.size() < 2) {
      // A header without a strong tag matches nothing.
      var tag = tags.isEmpty() ? header : tags.getFirst();
      return Future.succeededFuture(new Condition(input.caller(), tag));
    }
    return bus.request(new GetTask(key, input.caller().sight()))
        .map(
            task ->
                new Condition(
                    input.caller(), tags.contains(task.etag()) ? task.etag() : tags.getFirst()));
  }

  /** And of which revision, if the body says. */
  static Condition of(Condition condition, @Nullable Number revision) {
    return revision == null
        ? condition
        : new Condition(condition.caller(), condition.ifMatch(), revision.intValue());
  }

  private static String plain(String tag) {
    return tag.endsWith(OVERDUE) ? tag.substring(0, tag.length() - OVERDUE.length()) + '"' : tag;
  }
}
