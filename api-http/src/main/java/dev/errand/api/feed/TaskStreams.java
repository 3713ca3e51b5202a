package dev.errand.api.feed;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Streaming;
import dev.errand.api.feed.EventStream.Wish;
import dev.errand.api.feed.EventStreams.Start;
import dev.errand.api.task.TaskEndpoints;
import dev.errand.core.bus.Bus;
import dev.errand.core.event.CloudEvent;
import dev.errand.core.event.EventQuery.FindFeedEnd;
import dev.errand.core.event.Expansion;
import dev.errand.core.event.FeedPlace;
import dev.errand.core.event.OutboxEvent;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;

/**
 * Streams the status of one task: what it is, then each change, until the task is over. Confined to
 * the server's event loop.
 */
final class TaskStreams implements Streaming {

  private static final Set<String> VERBS = Set.of("status_changed", "deleted", "restored");

  private final TaskEndpoints.Means means;
  private final FeedPages pages;
  private final EventStreams streams;
  private final Expansion expansion;

  TaskStreams(
      TaskEndpoints.Means means, FeedPages pages, EventStreams streams, Expansion expansion) {
    this.means = means;
    this.pages = pages;
    this.streams = streams;
    this.expansion = expansion;
  }

  private static boolean isLast(CloudEvent message) {
    return message.verb().equals("deleted") || endsTask(message);
  }

  private static boolean endsTask(CloudEvent message) {
    return TaskStatus.of(message.data().getString("new_status", ""))
        .filter(TaskStatus::terminal)
        .isPresent();
  }

  @Override
  public boolean takes(HttpServerRequest request) {
    return true;
  }

  @Override
  public Future<Answer> handle(
      Input input, HttpServerRequest request, Future<Optional<Answer>> turn) {
    request.resume();
    var caller = input.caller();
    var key = new TaskKey(caller.tenantId(), input.id("id"));
    var filter = new FeedFilter(caller.tenantId(), key.id(), VERBS, null, caller.sight());
    var task = new GetTask(key, caller.sight());
    return Cursors.last(input)
        .map(place -> bus().request(task).compose(now -> resume(request, wish(filter, now), place)))
        .orElseGet(
            () ->
                // The place first: what changes after it is sent, though the status may show it.
                bus()
                    .request(new FindFeedEnd())
                    .compose(
                        end ->
                            bus()
                                .request(task)
                                .compose(
                                    now ->
                                        streams.open(
                                            request,
                                            wish(filter, now),
                                            new Start(end, status(now))))));
  }

  private Bus bus() {
    return means.bus();
  }

  private static Wish wish(FeedFilter filter, Task now) {
    return new Wish(filter, TaskStreams::isLast, now.progress().status().terminal());
  }

  /**
   * Browsers open a stream that has ended again, and again, unless they are told that it is over.
   */
  private Future<Answer> resume(HttpServerRequest request, Wish wish, FeedPlace place) {
    return wish.untilNow()
        ? pages
            .read(wish.filter(), place, 1)
            .compose(
                page -> {
                  if (!page.items().isEmpty()) {
                    return streams.resume(request, wish, place);
                  }
                  return page.more()
                      ? resume(request, wish, page.next())
                      : Future.succeededFuture(Answer.empty(204));
                })
        : streams.resume(request, wish, place);
  }

  /** As an event, though nothing has happened. */
  private Buffer status(Task task) {
    var progress = task.progress();
    var data =
        new JsonObject()
            .put("status", progress.status().word())
            .put("updated_at", task.timeline().updatedAt().toString())
            .put("error", progress.error())
            .put("progress", progress.execution().progress());
    var seen =
        new OutboxEvent(
            0,
            means.clock().instant(),
            means.ids().next(),
            task.key().tenantId(),
            task.key().id(),
            "status",
            null,
            data);
    return Entry.Message.of(expansion.expand(seen).getFirst()).fields();
  }
}
