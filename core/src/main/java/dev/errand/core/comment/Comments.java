package dev.errand.core.comment;

import dev.errand.core.comment.CommentCommand.AddComment;
import dev.errand.core.comment.CommentCommand.DeleteComment;
import dev.errand.core.comment.CommentCommand.EditComment;
import dev.errand.core.comment.CommentQuery.GetComment;
import dev.errand.core.comment.CommentQuery.ListComments;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.page.Page;
import dev.errand.core.postgres.Pg;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.Tasks;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.UUID;

/**
 * The use cases of comments: all but viewers comment on what they see; the author and an admin
 * change a comment. Confined to one event loop.
 */
public final class Comments {

  private final CommentRows rows;
  private final Tasks tasks;
  private final Ids ids;
  private final InstantSource clock;

  /** On the event loop of the verticle that will call it. */
  public Comments(Pg pg, Tasks tasks, Ids ids, InstantSource clock) {
    rows = new CommentRows(pg, ids);
    this.tasks = tasks;
    this.ids = ids;
    this.clock = clock;
  }

  /** Adds. */
  public Future<Comment> add(AddComment command) {
    if (command.caller().role() == Role.VIEWER) {
      throw new Problem.Denied("comment");
    }
    var comment =
        new Comment(
            command.task(),
            ids.or(command.id()),
            command.caller().userId(),
            command.body(),
            clock.instant(),
            null);
    return rows.add(comment, command.caller().sight())
        .map(
            added -> {
              if (!added) {
                throw new Problem.NotFound("task", command.task().id());
              }
              return comment;
            });
  }

  /** Reads one. */
  public Future<Comment> get(GetComment query) {
    return read(query.task(), query.id(), query.sight());
  }

  /** Lists. */
  public Future<Page<Comment>> list(ListComments query) {
    return tasks
        .get(new GetTask(query.task(), query.sight()))
        .compose(task -> rows.list(query.task(), query.part()));
  }

  /** Changes. */
  public Future<Comment> edit(EditComment command) {
    return own(command.task(), command.id(), command.caller(), "edit")
        .compose(
            read -> {
              if (read.body().equals(command.body())) {
                return Future.succeededFuture(read);
              }
              var now = clock.instant();
              return rows.edit(read, command.caller().userId(), command.body(), now)
                  .compose(done -> read(command.task(), command.id(), Sight.ALL));
            });
  }

  /** Removes. */
  public Future<Void> delete(DeleteComment command) {
    return own(command.task(), command.id(), command.caller(), "delete")
        .compose(read -> rows.delete(read, command.caller().userId(), clock.instant()))
        .mapEmpty();
  }

  private Future<Comment> own(TaskKey task, UUID id, Caller caller, String action) {
    return read(task, id, caller.sight())
        .map(
            comment -> {
              boolean author =
                  comment.authorId().equals(caller.userId()) && caller.role() != Role.VIEWER;
              if (!author && caller.role() != Role.ADMIN) {
                throw new Problem.Denied(action);
              }
              return comment;
            });
  }

  /** Nothing is known of a deleted task. */
  private Future<Comment> read(TaskKey key, UUID id, Sight sight) {
    return tasks
        .get(new GetTask(key, sight))
        .compose(task -> rows.find(key, id))
        .map(found -> found.orElseThrow(() -> new Problem.NotFound("comment", id)));
  }
}
