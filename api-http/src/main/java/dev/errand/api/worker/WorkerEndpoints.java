package dev.errand.api.worker;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.json.JsonWriter;
import dev.errand.api.task.TaskEndpoints;
import dev.errand.api.task.TaskJson;
import dev.errand.core.bus.Bus;
import dev.errand.core.worker.Settlement.Accepted;
import dev.errand.core.worker.Settlement.Refused;
import dev.errand.core.worker.WorkerCommand.ClaimTasks;
import dev.errand.core.worker.WorkerCommand.Claimed;
import dev.errand.core.worker.WorkerCommand.GiveBack;
import dev.errand.core.worker.WorkerCommand.Heartbeat;
import dev.errand.core.worker.WorkerCommand.HeartbeatTraces;
import dev.errand.core.worker.WorkerCommand.SettleExecutions;
import dev.errand.core.worker.WorkerCommand.Wish;
import dev.errand.core.worker.WorkerOutcome;
import dev.errand.core.worker.WorkerQuery.ListWorkers;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The operations of remote workers, and the list of them. Thread-safe. */
public final class WorkerEndpoints {

  private static final int LEASE_SECONDS = 300;

  private final Bus bus;
  private final InstantSource clock;
  private final WorkerJson json;
  private final Cancellation cancellation;

  /** As the operations on tasks, with which they share their means. */
  public WorkerEndpoints(TaskEndpoints.Means means) {
    bus = means.bus();
    clock = means.clock();
    var tasks = new TaskJson(means.types(), means.clock());
    json = new WorkerJson(tasks);
    cancellation = new Cancellation(bus, tasks);
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of(
        "claimTasks",
        this::claim,
        "heartbeatExecution",
        this::beat,
        "completeExecution",
        input -> settle(input, Verb.COMPLETE),
        "failExecution",
        input -> settle(input, Verb.FAIL),
        "releaseExecution",
        input -> settle(input, Verb.RELEASE),
        "snoozeExecution",
        input -> settle(input, Verb.SNOOZE),
        "settleExecutions",
        this::settleAll,
        "listWorkers",
        this::list,
        "cancelExecution",
        cancellation);
  }

  private Future<Answer> claim(Input input) {
    var body = input.body();
    var wish =
        new Wish(
            body.getString("worker_id"),
            texts(body.getJsonArray("namespaces")),
            texts(body.getJsonArray("types", new JsonArray())),
            body.getInteger("max", 1),
            body.getInteger("lease_seconds", LEASE_SECONDS));
    var wait = Duration.ofSeconds(body.getInteger("wait_seconds", 0));
    return bus.request(new ClaimTasks(input.caller(), wish, wait, input::abandoned))
        .compose(claimed -> answer(claimed, wish, input));
  }

  /** Nobody would work on what is sent to somebody who has gone. */
  private Future<Answer> answer(List<Claimed> claimed, Wish wish, Input input) {
    if (claimed.isEmpty()) {
      return Future.succeededFuture(Answer.empty(204));
    }
    return input.abandoned()
        ? bus.request(new GiveBack(claimed)).map(given -> Answer.empty(204))
        : Future.succeededFuture(Answer.ok(json.claims(claimed, wish.workerId())));
  }

  private static List<String> texts(JsonArray array) {
    return array.stream().map(String::valueOf).distinct().toList();
  }

  private Future<Answer> beat(Input input) {
    var body = input.body();
    var heartbeat =
        new Heartbeat(
            input.caller(),
            input.id("id"),
            body.getLong("lease_token"),
            body.getInteger("lease_seconds", LEASE_SECONDS),
            new HeartbeatTraces(
                body.getInteger("progress"), OutcomeInput.lines(body.getString("log"))));
    return bus.request(heartbeat)
        .map(
            pulse ->
                Answer.ok(
                    JsonWriter.write(
                        out ->
                            out.time("lease_expires_at", pulse.leaseExpiresAt())
                                .flag("cancel_requested", pulse.cancelRequested()))));
  }

  private Future<Answer> settle(Input input, Verb verb) {
    var at = List.<Object>of("body");
    var outcome = outcomes().read(input.id("id"), verb, input.body(), at);
    return bus.request(new SettleExecutions(input.caller(), List.of(outcome)))
        .compose(
            answers ->
                switch (answers.getFirst()) {
                  case Accepted accepted ->
                      Future.succeededFuture(
                          Answer.ok(JsonWriter.write(out -> WorkerJson.accepted(out, accepted))));
                  case Refused refused -> Future.failedFuture(refused.problem());
                });
  }

  private Future<Answer> settleAll(Input input) {
    List<WorkerOutcome> told = outcomes().readAll(input.body().getJsonArray("items"));
    return bus.request(new SettleExecutions(input.caller(), told))
        .map(
            answers ->
                Answer.ok(
                    JsonWriter.write(out -> out.objects("items", answers, WorkerJson::write))));
  }

  private OutcomeInput outcomes() {
    return new OutcomeInput(clock.instant());
  }

  private Future<Answer> list(Input input) {
    int limit = input.integer("limit");
    int offset = input.integer("offset");
    var query = new ListWorkers(input.caller().tenantId(), limit, offset, input.text("cursor"));
    return bus.request(query)
        .map(
            page ->
                Answer.ok(
                    JsonWriter.write(
                        out ->
                            out.objects("items", page.items(), WorkerJson::worker)
                                .integer("total", page.total())
                                .integer("limit", limit)
                                .integer("offset", offset)
                                .text("next_cursor", page.next()))));
  }

  /** The members of a batch's item name what it tells. */
  static Verb verb(JsonObject item) {
    return Verb.of(item.getString("outcome"));
  }
}
