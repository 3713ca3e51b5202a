package dev.errand.app.metrics;

import dev.errand.core.bus.Bus;
import dev.errand.core.queue.QueueQuery.CountTasks;
import dev.errand.core.queue.QueueQuery.TaskCount;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How many tasks stand where. Counting reads every task, so it is done only when somebody scrapes,
 * and so seldom that it takes at most a fiftieth of the time. May be used from any thread.
 */
final class TaskGauges {

  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final int SHARE = 50;

  /** Names of namespaces are the tenants' own; beyond so many they are counted as one. */
  private static final int NAMESPACES = 100;

  private final MultiGauge gauge;
  private final InstantSource clock;
  private volatile Instant nextAt = Instant.EPOCH;

  TaskGauges(MeterRegistry registry, InstantSource clock) {
    this.clock = clock;
    gauge =
        MultiGauge.builder("errand.tasks")
            .description("Tasks by namespace, performer and status, over all tenants")
            .register(registry);
  }

  /** Counts anew if that is due. */
  Future<Void> refresh(Bus bus) {
    var begun = clock.instant();
    if (begun.isBefore(nextAt)) {
      return Future.succeededFuture();
    }
    nextAt = begun.plus(FRESH);
    return bus.request(new CountTasks())
        .map(
            counts -> {
              register(counts);
              var took = Duration.between(begun, clock.instant());
              nextAt = clock.instant().plus(max(FRESH, took.multipliedBy(SHARE)));
              return null;
            });
  }

  private void register(List<TaskCount> counts) {
    var known =
        counts.stream()
            .collect(
                Collectors.groupingBy(
                    TaskCount::namespace, Collectors.summingLong(TaskCount::count)))
            .entrySet()
            .stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(NAMESPACES)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    var sums = new HashMap<Tags, Long>();
    for (var count : counts) {
      var namespace = known.contains(count.namespace()) ? count.namespace() : "(others)";
      var tags =
          Tags.of("namespace", namespace, "performer", count.performer(), "status", count.status());
      sums.merge(tags, count.count(), Long::sum);
    }
    gauge.register(
        sums.entrySet().stream()
            .<MultiGauge.Row<?>>map(sum -> MultiGauge.Row.of(sum.getKey(), sum.getValue()))
            .toList(),
        true);
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
