package dev.errand.core.comment;

import dev.errand.core.bus.Command;
import dev.errand.core.identity.Caller;
import dev.errand.core.task.TaskKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What callers can do to comments. Comments are no part of the task, so its revision stays.
 *
 * @param <R> the answer
 */
public sealed interface CommentCommand<R> extends Command<R> {

  /**
   * Says something.
   *
   * @param id null for a new one
   */
  record AddComment(TaskKey task, @Nullable UUID id, String body, Caller caller)
      implements CommentCommand<Comment> {}

  /** Says it otherwise. */
  record EditComment(TaskKey task, UUID id, String body, Caller caller)
      implements CommentCommand<Comment> {}

  /** Takes it back. */
  record DeleteComment(TaskKey task, UUID id, Caller caller) implements CommentCommand<Void> {}
}
