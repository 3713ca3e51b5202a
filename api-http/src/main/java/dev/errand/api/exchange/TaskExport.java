package dev.errand.api.exchange;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Streaming;
import dev.errand.api.task.TaskEndpoints;
import dev.errand.api.task.TaskFilterInput;
import dev.errand.api.task.TaskJson;
import dev.errand.core.bus.Bus;
import dev.errand.core.exchange.ExchangeCommand.CloseExport;
import dev.errand.core.exchange.ExchangeQuery.OpenExport;
import dev.errand.core.exchange.ExchangeQuery.ReadExport;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskSnapshot.Choice;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Sends tasks, some at a time, the next read when the ones before are on their way: no more are in
 * memory. Thread-safe.
 */
final class TaskExport implements Streaming {

  /** Stands in for an endpoint: {@link #takes} every request. */
  static final Endpoint ALWAYS_STREAMS =
      input -> Future.failedFuture(new IllegalStateException("files are streamed"));

  private static final Answer WRITTEN = Answer.empty(200);
  private static final int SOME = 200;

  private final Bus bus;
  private final TaskJson json;
  private final TaskFilterInput filters;

  TaskExport(TaskEndpoints.Means means) {
    bus = means.bus();
    json = new TaskJson(means.types(), means.clock());
    filters = new TaskFilterInput(means.types());
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
    var filter = filters.read(input::texts, List.of("query"), caller);
    var format = TaskFile.valueOf(input.required("format").toUpperCase(Locale.ROOT));
    // Read before anything is said of it: what cannot be read is answered as an error.
    return bus.request(new OpenExport(new Choice(caller.tenantId(), filter, caller.sight())))
        .compose(id -> bus.request(new ReadExport(id, SOME)).map(tasks -> new Opened(id, tasks)))
        .compose(opened -> send(request, format, opened));
  }

  private record Opened(UUID id, List<Task> tasks) {}

  private Future<Answer> send(HttpServerRequest request, TaskFile format, Opened opened) {
    var response = request.response();
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, format.mediaType())
        .putHeader(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"tasks.%s\"".formatted(format.ending()))
        .putHeader("X-Content-Type-Options", "nosniff");
    if (request.method().equals(HttpMethod.HEAD)) {
      return bus.request(new CloseExport(opened.id()))
          .compose(closed -> response.end())
          .map(WRITTEN);
    }
    response.setChunked(true);
    var sending = new Sending(response, format, opened.id(), Promise.promise());
    response
        .write(format.head())
        .onComplete(written -> write(sending, opened.tasks(), 0), sending::gone);
    return sending.done.future();
  }

  /** One promise for all: a chain of futures would end in a call for each at once. */
  private final class Sending {
    private final HttpServerResponse response;
    private final TaskFile format;
    private final UUID id;
    private final Promise<Answer> done;

    Sending(HttpServerResponse response, TaskFile format, UUID id, Promise<Answer> done) {
      this.response = response;
      this.format = format;
      this.id = id;
      this.done = done;
    }

    /** Nobody is there any more. */
    void gone(Throwable lost) {
      bus.request(new CloseExport(id)).onComplete(closed -> done.complete(WRITTEN));
    }

    /** What was sent looks like no whole file: it is known to have broken off. */
    void broken(Throwable failure) {
      response.reset().onComplete(reset -> done.complete(WRITTEN));
    }
  }

  private void write(Sending sending, List<Task> tasks, long before) {
    if (tasks.isEmpty()) {
      sending
          .response
          .end(sending.format.foot(before))
          .onComplete(ended -> sending.done.complete(WRITTEN));
      return;
    }
    sending
        .response
        .write(sending.format.tasks(tasks, before, json))
        .onComplete(
            written -> {
              if (written.failed() || sending.response.closed()) {
                sending.gone(new java.io.IOException("closed"));
              } else {
                bus.request(new ReadExport(sending.id, SOME))
                    .onComplete(
                        next -> write(sending, next, before + tasks.size()), sending::broken);
              }
            });
  }
}
