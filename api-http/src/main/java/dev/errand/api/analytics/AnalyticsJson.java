package dev.errand.api.analytics;

import dev.errand.api.json.JsonWriter;
import dev.errand.core.analytics.Analytics;
import dev.errand.core.analytics.Analytics.Times;
import dev.errand.core.analytics.AnalyticsQuery.ServiceStats;
import dev.errand.core.analytics.AnalyticsQuery.Usage;
import dev.errand.core.analytics.Figures;
import dev.errand.core.analytics.Percentiles;
import dev.errand.core.analytics.Period;
import dev.errand.core.task.TaskStatus;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How figures are written. */
final class AnalyticsJson {

  private AnalyticsJson() {}

  static Buffer body(@Nullable String userId, Analytics told) {
    var tasks = told.tasks();
    return JsonWriter.write(
        json -> {
          head(json, userId, told.period());
          json.integer("total_tasks", tasks.total())
              .integer("active_tasks", tasks.active())
              .integer("completed_tasks", tasks.in(TaskStatus.COMPLETED))
              .integer("failed_tasks", tasks.in(TaskStatus.FAILED))
              .integer("paused_tasks", tasks.in(TaskStatus.PAUSED))
              .integer("cancelled_tasks", tasks.in(TaskStatus.CANCELLED))
              .value("task_types_distribution", tasks.types());
          ended(json, told.total());
          json.value("success_rate", told.total().successRate());
          outcomes(json, told.total().counts());
          times(json, told.times());
          json.objects(
                  "busiest_hours",
                  told.busiestHours(),
                  (hour, share) ->
                      hour.integer("hour", share.when()).integer("executions", share.executions()))
              .objects(
                  "busiest_days",
                  told.busiestDays(),
                  (day, share) ->
                      day.text("day", share.when().name().toLowerCase(Locale.ROOT))
                          .integer("executions", share.executions()))
              .objects(
                  "daily",
                  IntStream.range(0, told.days().size()).boxed().toList(),
                  (day, number) -> {
                    day.text("date", told.date(number).toString());
                    ended(day, told.days().get(number));
                  })
              .objects("by_type", List.copyOf(told.types().entrySet()), AnalyticsJson::type);
        });
  }

  private static void head(JsonWriter json, @Nullable String userId, Period period) {
    json.text("user_id", userId)
        .text("from", period.first().toString())
        .text("to", period.last().toString())
        .text("timezone", period.zone().getId());
  }

  private static void ended(JsonWriter json, Figures figures) {
    json.integer("total_executions", figures.executions())
        .integer("successful_executions", figures.counts().succeeded())
        .integer("failed_executions", figures.failures())
        .value("average_execution_time", figures.averageMs());
    used(json, figures);
  }

  private static void used(JsonWriter json, Figures figures) {
    json.value("credits_consumed", figures.used().credits())
        .integer("tokens_used", figures.used().tokens())
        .integer("api_calls_made", figures.used().apiCalls());
  }

  private static void type(JsonWriter json, java.util.Map.Entry<String, Analytics.OfType> ofType) {
    var figures = ofType.getValue().figures();
    json.text("type", ofType.getKey())
        .integer("total_executions", figures.executions())
        .value("success_rate", figures.successRate())
        .value("average_execution_time", figures.averageMs());
    used(json, figures);
    outcomes(json, figures.counts());
    times(json, ofType.getValue().times());
  }

  private static void outcomes(JsonWriter json, Figures.Counts counts) {
    json.object(
        "outcomes",
        each ->
            each.integer("succeeded", counts.succeeded())
                .integer("failed", counts.failed())
                .integer("timed_out", counts.timedOut())
                .integer("lost", counts.lost())
                .integer("cancelled", counts.cancelled())
                .integer("snoozed", counts.snoozed()));
  }

  private static void times(JsonWriter json, Times times) {
    json.object("duration_ms", each -> percentiles(each, times.duration()))
        .object("queue_to_start_ms", each -> percentiles(each, times.toStart()));
  }

  private static void percentiles(JsonWriter json, Percentiles of) {
    json.value("p50", of.p50()).value("p95", of.p95()).value("p99", of.p99());
  }

  static Buffer body(@Nullable String userId, Period period, List<Usage> usage) {
    var total = usage.stream().map(Usage::figures).reduce(Figures.NONE, Figures::plus);
    return JsonWriter.write(
        json -> {
          head(json, userId, period);
          json.objects(
                  "items",
                  usage,
                  (item, used) -> {
                    item.text("date", period.first().plusDays(used.day()).toString())
                        .text("type", used.type())
                        .integer("executions", used.figures().executions());
                    used(item, used.figures());
                  })
              .object("total", all -> used(all.integer("executions", total.executions()), total));
        });
  }

  static Buffer body(String version, ServiceStats stats) {
    var ended = stats.ended();
    long minutes = Duration.between(stats.since(), stats.at()).toMinutes();
    var perMinute =
        BigDecimal.valueOf(ended.executions())
            .divide(BigDecimal.valueOf(minutes), 2, RoundingMode.HALF_UP);
    return JsonWriter.write(
        json ->
            json.text("version", version)
                .time("started_at", stats.startedAt())
                .integer(
                    "uptime_seconds", Duration.between(stats.startedAt(), stats.at()).toSeconds())
                .object(
                    "tasks",
                    tasks -> {
                      tasks.integer("total", stats.tasks().total());
                      for (var status : TaskStatus.values()) {
                        tasks.integer(status.word(), stats.tasks().in(status));
                      }
                    })
                .object(
                    "executions",
                    executions ->
                        executions
                            .time("since", stats.since())
                            .integer("ended", ended.executions())
                            .integer("successful", ended.counts().succeeded())
                            .integer("failed", ended.failures())
                            .value("per_minute", perMinute)));
  }
}
