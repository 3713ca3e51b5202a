package dev.errand.api.execution;

import dev.errand.api.json.JsonWriter;
import dev.errand.core.execution.Execution;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Executions as JSON. */
public final class ExecutionJson {

  private ExecutionJson() {}

  /** Writes the members of one. */
  public static void write(JsonWriter json, Execution execution) {
    var trigger = execution.trigger();
    var timeline = execution.timeline();
    var outcome = execution.outcome();
    json.id("id", execution.id())
        .id("task_id", execution.taskId())
        .integer("attempt", execution.attempt())
        .text("status", execution.status().word())
        .text("trigger_type", trigger.type())
        .value("trigger_data", trigger.data())
        .text("worker_id", timeline.workerId())
        .time("queued_at", timeline.queuedAt())
        .time("started_at", timeline.startedAt())
        .time("completed_at", timeline.completedAt())
        .value("duration_ms", duration(timeline))
        .value("result", outcome.result())
        .value("error", outcome.error())
        .value("credits_consumed", outcome.usage().credits())
        .integer("tokens_used", outcome.usage().tokensUsed())
        .integer("api_calls_made", outcome.usage().apiCalls())
        .value("progress", outcome.progress())
        .text("log", outcome.log());
  }

  private static @Nullable Long duration(Execution.Timeline timeline) {
    return timeline.startedAt() == null || timeline.completedAt() == null
        ? null
        : Duration.between(timeline.startedAt(), timeline.completedAt()).toMillis();
  }
}
