package dev.errand.api.comment;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Expansion;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Parts;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.bus.Bus;
import dev.errand.core.comment.Comment;
import dev.errand.core.comment.CommentCommand.AddComment;
import dev.errand.core.comment.CommentCommand.DeleteComment;
import dev.errand.core.comment.CommentCommand.EditComment;
import dev.errand.core.comment.CommentQuery.GetComment;
import dev.errand.core.comment.CommentQuery.ListComments;
import dev.errand.core.task.TaskKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.UUID;

/** The operations on comments. Thread-safe. */
public final class CommentEndpoints {

  private final Bus bus;

  /** Asks over the given bus. */
  public CommentEndpoints(Bus bus) {
    this.bus = bus;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of(
        "addComment", this::add,
        "listComments", this::list,
        "getComment", this::get,
        "editComment", this::edit,
        "deleteComment", this::delete);
  }

  private Future<Answer> add(Input input) {
    var task = task(input);
    return input
        .once(
            id -> bus.request(new GetComment(task, id, input.caller().sight())),
            id -> bus.request(new AddComment(task, id, text(input), input.caller())))
        .map(
            comment ->
                Answer.of(201, body(comment))
                    .with(
                        "Location",
                        "%s/tasks/%s/comments/%s"
                            .formatted(Contract.BASE, task.id(), comment.id())));
  }

  /** The first 100 of a task, beside it. */
  public Expansion expansion() {
    return input ->
        bus.request(new ListComments(task(input), Parts.MOST, input.caller().sight()))
            .map(page -> json -> json.objects("comments", page.items(), CommentEndpoints::write));
  }

  private Future<Answer> list(Input input) {
    var part = Parts.ofIds(input);
    return bus.request(new ListComments(task(input), part, input.caller().sight()))
        .map(page -> Parts.answer(page, part, CommentEndpoints::write));
  }

  private Future<Answer> get(Input input) {
    return bus.request(new GetComment(task(input), id(input), input.caller().sight()))
        .map(comment -> Answer.ok(body(comment)));
  }

  private Future<Answer> edit(Input input) {
    return bus.request(new EditComment(task(input), id(input), text(input), input.caller()))
        .map(comment -> Answer.ok(body(comment)));
  }

  private Future<Answer> delete(Input input) {
    return bus.request(new DeleteComment(task(input), id(input), input.caller()))
        .map(deleted -> Answer.empty(204));
  }

  private static String text(Input input) {
    return input.body().getString("body");
  }

  private static Buffer body(Comment comment) {
    return JsonWriter.write(json -> write(json, comment));
  }

  private static void write(JsonWriter json, Comment comment) {
    json.id("id", comment.id())
        .id("task_id", comment.task().id())
        .text("author_id", comment.authorId())
        .text("body", comment.body())
        .time("created_at", comment.createdAt())
        .time("edited_at", comment.editedAt());
  }

  private static UUID id(Input input) {
    return input.id("comment_id");
  }

  private static TaskKey task(Input input) {
    return new TaskKey(input.caller().tenantId(), input.id("id"));
  }
}
