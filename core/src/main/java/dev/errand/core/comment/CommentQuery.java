package dev.errand.core.comment;

import dev.errand.core.bus.Query;
import dev.errand.core.identity.Sight;
import dev.errand.core.page.Page;
import dev.errand.core.page.Page.Part;
import dev.errand.core.task.TaskKey;
import java.util.UUID;

/**
 * What callers can ask about comments.
 *
 * @param <R> the answer
 */
public sealed interface CommentQuery<R> extends Query<R> {

  /** One of a task that is not deleted. */
  record GetComment(TaskKey task, UUID id, Sight sight) implements CommentQuery<Comment> {}

  /** Those of a task that is not deleted, oldest first. */
  record ListComments(TaskKey task, Part part, Sight sight)
      implements CommentQuery<Page<Comment>> {}
}
