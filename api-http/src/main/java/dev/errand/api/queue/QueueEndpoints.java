package dev.errand.api.queue;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.bus.Bus;
import dev.errand.core.queue.Explanation;
import dev.errand.core.queue.Explanation.Reason;
import dev.errand.core.queue.QueueQuery.ExplainTask;
import dev.errand.core.queue.QueueQuery.GetQueueStats;
import dev.errand.core.queue.QueueQuery.NamespaceStats;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskStatus;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** The operations that tell about queues. Thread-safe. */
public final class QueueEndpoints {

  private final Bus bus;

  /** Asks over the given bus. */
  public QueueEndpoints(Bus bus) {
    this.bus = bus;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of("getQueueStats", this::stats, "explainTask", this::explain);
  }

  private Future<Answer> stats(Input input) {
    var query =
        new GetQueueStats(
            input.caller().tenantId(), input.text("namespace"), input.caller().sight());
    return bus.request(query)
        .map(
            namespaces ->
                Answer.ok(
                    JsonWriter.write(
                        json ->
                            json.objects("namespaces", namespaces, QueueEndpoints::write)
                                .object("total", total -> counts(total, namespaces)))));
  }

  private static void write(JsonWriter json, NamespaceStats stats) {
    json.text("namespace", stats.namespace())
        .flag("paused", stats.paused())
        .value("max_running", stats.maxRunning())
        .time("oldest_queued_at", stats.oldestQueuedAt())
        .object("counts", counts -> counts(counts, List.of(stats)));
  }

  private static void counts(JsonWriter json, List<NamespaceStats> namespaces) {
    for (var status : TaskStatus.values()) {
      long count =
          namespaces.stream().mapToLong(each -> each.counts().getOrDefault(status, 0L)).sum();
      json.integer(status.word(), count);
    }
  }

  private Future<Answer> explain(Input input) {
    var key = new TaskKey(input.caller().tenantId(), input.id("id"));
    return bus.request(new ExplainTask(key, input.caller().sight()))
        .map(explanation -> Answer.ok(JsonWriter.write(json -> write(json, explanation))));
  }

  private static void write(JsonWriter json, Explanation explanation) {
    var line = explanation.line();
    json.id("id", explanation.taskId())
        .text("status", explanation.status().word())
        .objects("reasons", explanation.reasons(), QueueEndpoints::write)
        .value("position", line == null ? null : line.position())
        .value("about_seconds", line == null ? null : line.aboutSeconds());
  }

  private static void write(JsonWriter json, Reason reason) {
    json.text("code", reason.code()).text("detail", reason.detail());
    reason.facts().forEach(json::value);
  }
}
