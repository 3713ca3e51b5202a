package dev.errand.core.queue;

import dev.errand.core.queue.Explanation.Line;
import dev.errand.core.queue.Explanation.Reason;
import dev.errand.core.task.TaskStatus;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns what is known of one task, a row of {@link Explanations#FACTS}, into reasons. */
final class Reasons {

  /** How far back endings are counted to guess how fast a line moves. */
  static final Duration LATELY = Duration.ofMinutes(1);

  /** What holds these up is said of the task itself. */
  private static final Set<TaskStatus> HELD_WITH_ITS_SCHEDULE =
      EnumSet.of(TaskStatus.PAUSED, TaskStatus.BLOCKED, TaskStatus.CANCELLED);

  private final Row facts;
  private final Instant now;
  private final TaskStatus status;
  private final List<Reason> reasons = new ArrayList<>();

  Reasons(Row facts, Instant now) {
    this.facts = facts;
    this.now = now;
    status = TaskStatus.of(facts.getString("status")).orElseThrow();
  }

  Explanation explanation(UUID taskId) {
    switch (status) {
      case PENDING -> pending();
      case SCHEDULED, RETRY -> notDue();
      case QUEUED -> {}
      case RUNNING -> add("running", "It runs now", Map.of());
      case PAUSED -> add("paused", "It is paused; resume it", Map.of());
      case BLOCKED -> blocked();
      case COMPLETED, FAILED, CANCELLED -> {
        if (!isHeldByItsSchedule()) {
          add("ended", "It is over: " + status.word(), Map.of("task_status", status.word()));
        }
      }
    }
    if (isHeldByItsSchedule()) {
      schedule();
    }
    if (status == TaskStatus.SCHEDULED
        || status == TaskStatus.RETRY
        || status == TaskStatus.QUEUED) {
      namespace();
      key();
      performer();
    }
    return new Explanation(taskId, status, List.copyOf(reasons), line());
  }

  private void add(String code, String detail, Map<String, Object> about) {
    reasons.add(new Reason(code, detail, about));
  }

  private void pending() {
    if (facts.getString("relay_status") != null) {
      relay();
    } else if (facts.getString("performer").equals("human")) {
      add("waits_for_person", "It is done by a person, who has not started it", Map.of());
    } else {
      add("not_run", "Nothing runs it by itself; run it, or give it a time", Map.of());
    }
  }

  /** Its namespace is relayed, so that it is to run elsewhere. */
  private void relay() {
    var url = facts.getString("relay_url");
    var error = facts.getString("relay_error");
    var about = new HashMap<String, Object>();
    about.put("relay_url", url);
    about.put("attempts", facts.getInteger("relay_attempts"));
    switch (facts.getString("relay_status")) {
      case "arrived" -> {
        var there = facts.getJsonObject("relayed_to");
        add(
            "relayed",
            "It was relayed to %s, where it is task %s"
                .formatted(there.getString("url"), there.getString("task_id")),
            there.getMap());
      }
      case "refused" -> {
        about.put("error", error);
        add("relay_refused", "It was not relayed, and is not tried again: " + error, about);
      }
      default -> {
        about.put("error", error);
        about.put("next_at", String.valueOf(instant("relay_next_at")));
        add("relay_pending", pendingRelay(url, error), about);
      }
    }
  }

  private static String pendingRelay(@Nullable String url, @Nullable String error) {
    if (url == null) {
      return "It waits to be relayed, and its namespace has no relay_url any more: run it here, or set one";
    }
    return "It is to be relayed to "
        + url
        + (error == null ? "" : "; last tried in vain: " + error);
  }

  private void notDue() {
    var runAt = instant("run_at");
    if (runAt == null || !runAt.isAfter(now)) {
      return;
    }
    var left = Duration.between(now, runAt).plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
    add(
        "not_due",
        (status == TaskStatus.RETRY
                ? "Its last attempt failed; it is due again in "
                : "It is due in ")
            + left.toSeconds()
            + " s",
        Map.of("run_at", runAt.toString(), "seconds", left.toSeconds()));
  }

  private void blocked() {
    var reason = facts.getString("block_reason");
    if (reason != null) {
      add("blocked", "It is blocked: " + reason, Map.of("reason", reason));
    }
    var waitsFor = texts("waits_for");
    if (!waitsFor.isEmpty()) {
      add(
          "dependency_open",
          waitsFor.size() == 1
              ? "It waits for task " + waitsFor.getFirst()
              : "It waits for " + waitsFor.size() + " tasks",
          Map.of("task_ids", waitsFor));
    }
    if (reasons.isEmpty()) {
      add("blocked", "It is blocked; unblock it", Map.of());
    }
  }

  private boolean isHeldByItsSchedule() {
    return facts.getUUID("schedule_id") != null
        && !HELD_WITH_ITS_SCHEDULE.contains(status)
        && (facts.getBoolean("schedule_paused") || facts.getString("schedule_waits") != null);
  }

  /** Why its schedule does not go on with it. */
  private void schedule() {
    var about = new HashMap<String, Object>();
    about.put("schedule_id", facts.getUUID("schedule_id").toString());
    if (facts.getBoolean("schedule_paused")) {
      var why = facts.getString("pause_reason");
      about.put("reason", why);
      add(
          "schedule_paused",
          "Its schedule is paused%s; resume it".formatted(why == null ? "" : ", " + why),
          about);
    } else {
      add(
          "schedule_waits",
          "Its schedule goes on when what it has queued or runs now has ended",
          about);
    }
  }

  private void namespace() {
    var name = facts.getString("namespace");
    if (Boolean.TRUE.equals(facts.getBoolean("namespace_paused"))) {
      add("namespace_paused", "The namespace " + name + " is paused", Map.of("namespace", name));
    }
    var url = facts.getString("relay_url");
    if (url != null) {
      add(
          "namespace_relayed",
          "The namespace %s is relayed to %s, and nothing of it is run here".formatted(name, url),
          Map.of("namespace", name, "relay_url", url));
    }
    limit("namespace_at_limit", "the namespace " + name, "max_running", "namespace_running");
    limit(
        "type_at_limit", "the type " + facts.getString("type"), "type_max_running", "type_running");
  }

  private void limit(String code, String what, String limitColumn, String runningColumn) {
    var limit = facts.getInteger(limitColumn);
    var running = facts.getInteger(runningColumn);
    if (limit != null && running >= limit) {
      add(
          code,
          "%d executions of %s may run at once, and %d do".formatted(limit, what, running),
          Map.of("max_running", limit, "running", running));
    }
  }

  private void key() {
    var key = facts.getString("concurrency_key");
    var limit = facts.getInteger("key_max_running");
    int held = facts.getArrayOfUUIDs("key_held_by").length;
    if (key != null && held >= limit) {
      add(
          "key_at_limit",
          "%d executions with the concurrency key %s may run at once, and %d do"
              .formatted(limit, key, held),
          Map.of("concurrency_key", key, "max_running", limit, "held_by", texts("key_held_by")));
    }
  }

  private void performer() {
    var type = facts.getString("type");
    if (facts.getString("performer").equals("service") && !facts.getBoolean("engine_there")) {
      add(
          "no_executor",
          "No engine that is alive has an executor for type " + type,
          Map.of("type", type));
    }
    if (facts.getString("performer").equals("worker") && !facts.getBoolean("worker_there")) {
      var name = facts.getString("namespace");
      add(
          "no_worker",
          "No worker has asked for type %s in namespace %s lately".formatted(type, name),
          Map.of("type", type, "namespace", name));
    }
  }

  private @Nullable Line line() {
    if (status != TaskStatus.QUEUED) {
      return null;
    }
    int position = facts.getInteger("position");
    int ended = facts.getInteger("ended_lately");
    boolean moves = ended > 0 && reasons.isEmpty();
    return new Line(position, moves ? position * LATELY.toSeconds() / ended : null);
  }

  private @Nullable Instant instant(String column) {
    OffsetDateTime time = facts.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }

  /** Those in sight. */
  private List<String> texts(String column) {
    return Arrays.stream(facts.getArrayOfUUIDs(column))
        .filter(Objects::nonNull)
        .map(UUID::toString)
        .toList();
  }
}
