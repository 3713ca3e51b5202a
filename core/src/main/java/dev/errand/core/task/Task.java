package dev.errand.core.task;

import dev.errand.core.tasktype.Performer;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A commitment to do something. Immutable; the JSON objects within are shared and must not be
 * changed.
 *
 * @param key names it
 * @param kind what it is and who does it; fixed at creation
 * @param details what callers may change
 * @param ownership whose it is
 * @param progress where it stands and what its executions have come to
 * @param remarks what people said of how it went
 * @param timeline when what happened to it
 */
public record Task(
    TaskKey key,
    Kind kind,
    TaskDetails details,
    Ownership ownership,
    Progress progress,
    Remarks remarks,
    Timeline timeline) {

  /** Its strong entity tag: it changes with every command, every lease and every move. */
  public String etag() {
    var token = progress.leaseToken() == null ? 0 : progress.leaseToken();
    return '"'
        + Integer.toString(timeline.revision())
        + '-'
        + Long.toString(token, 36)
        + '-'
        + progress.status().word()
        + '"';
  }

  /** The same by another name. */
  Task named(TaskKey other) {
    return new Task(other, kind, details, ownership, progress, remarks, timeline);
  }

  /** The same with other details. */
  Task with(TaskDetails others) {
    return new Task(key, kind, others, ownership, progress, remarks, timeline);
  }

  /** The same in another status. */
  Task in(TaskStatus status) {
    var p = progress;
    return new Task(
        key,
        kind,
        details,
        ownership,
        new Progress(
            status,
            p.attempt(),
            p.execution(),
            p.statistics(),
            p.result(),
            p.error(),
            p.leaseToken(),
            p.recurrence(),
            p.relayedTo()),
        remarks,
        timeline);
  }

  /**
   * What a task is.
   *
   * @param namespace queue, fact and event partition inside the tenant
   * @param type canonical name
   * @param performer who does the work
   * @param creditsPerRun charged for each success
   * @param keys what sets it apart from others, and what it must not run beside
   */
  public record Kind(
      String namespace, String type, Performer performer, BigDecimal creditsPerRun, Keys keys) {}

  /**
   * Keys of the caller's own.
   *
   * @param unique at most one task of the namespace with it is scheduled, queued or to be retried
   * @param concurrency only so many executions with it run at once
   */
  public record Keys(@Nullable String unique, @Nullable String concurrency) {

    /** Neither. */
    public static final Keys NONE = new Keys(null, null);
  }

  /**
   * Whose a task is.
   *
   * @param ownerId the user whose it is
   * @param createdBy the user, or {@code system:<what>}, that made it
   * @param origin where it comes from
   */
  public record Ownership(@Nullable String ownerId, String createdBy, Origin origin) {}

  /**
   * Where a task comes from, as its caller said.
   *
   * @param parentId the task that it is part of
   * @param source a word for where it was asked for
   * @param originalMessage what was asked for there
   * @param preset what it was made from
   * @param triggerId which made it of an event
   */
  public record Origin(
      @Nullable UUID parentId,
      @Nullable String source,
      @Nullable String originalMessage,
      @Nullable Preset preset,
      @Nullable UUID triggerId) {

    /** Nothing was said. */
    public static final Origin NONE = new Origin(null, null, null, null, null);

    /** The same, made by a trigger, from the given source unless there is another. */
    public Origin of(UUID trigger, String usualSource) {
      return new Origin(
          parentId, source == null ? usualSource : source, originalMessage, preset, trigger);
    }
  }

  /**
   * What a template says of the tasks made from it.
   *
   * @param templateId which template
   * @param creditsPerRun charged for each success, whatever the type says
   */
  public record Preset(UUID templateId, BigDecimal creditsPerRun) {}

  /**
   * Where a task stands.
   *
   * @param status derived from its queue rows, its executions and its last command
   * @param attempt number of the present or last attempt, 0 before the first
   * @param execution what is under way
   * @param statistics what ended executions add up to
   * @param result of its last execution
   * @param error of its last execution
   * @param leaseToken of its present or last lease
   * @param recurrence the schedule that runs it again and again
   * @param relayedTo what it is at the service that it was relayed to
   */
  public record Progress(
      TaskStatus status,
      int attempt,
      Underway execution,
      Statistics statistics,
      @Nullable JsonObject result,
      @Nullable JsonObject error,
      @Nullable Long leaseToken,
      @Nullable Recurrence recurrence,
      @Nullable JsonObject relayedTo) {

    /** The same with a schedule. */
    Progress recurring(Recurrence schedule) {
      return new Progress(
          status, attempt, execution, statistics, result, error, leaseToken, schedule, relayedTo);
    }
  }

  /** A schedule that belongs to a task: its id, and what it says. */
  public record Recurrence(UUID scheduleId, JsonObject spec) {}

  /**
   * The execution that is queued, awaited or running.
   *
   * @param id null when there is none
   * @param runAt when it may be taken
   * @param startedAt when it was taken
   * @param progress percent, as its executor reports it
   */
  public record Underway(
      @Nullable UUID id,
      @Nullable Instant runAt,
      @Nullable Instant startedAt,
      @Nullable Integer progress) {

    /** Nothing is under way. */
    public static final Underway NOTHING = new Underway(null, null, null, null);
  }

  /**
   * What ended executions add up to.
   *
   * @param runCount all that ended
   * @param successCount those that succeeded
   * @param failureCount those that failed, timed out or were lost
   * @param totalCredits charged for successes
   * @param lastRunAt when the last one ended
   * @param lastSuccessAt when the last success ended
   */
  public record Statistics(
      int runCount,
      int successCount,
      int failureCount,
      BigDecimal totalCredits,
      @Nullable Instant lastRunAt,
      @Nullable Instant lastSuccessAt) {

    /** Before the first execution ended. */
    public static final Statistics NONE = new Statistics(0, 0, 0, BigDecimal.ZERO, null, null);
  }

  /**
   * What people said of how it went.
   *
   * @param blockReason why it is blocked; null while it is not, or if dependencies are the reason
   * @param completionNotes in words, by who completed it
   * @param actualMinutes how much work it was
   */
  public record Remarks(
      @Nullable String blockReason,
      @Nullable String completionNotes,
      @Nullable Integer actualMinutes) {

    /** Nothing was said. */
    public static final Remarks NONE = new Remarks(null, null, null);
  }

  /**
   * When what happened.
   *
   * @param revision raised by one by each command
   * @param createdAt when it was created
   * @param updatedAt when a command or an execution last changed it
   * @param completedAt when it was completed, if it is
   * @param cancelledAt when it was cancelled, if it is
   */
  public record Timeline(
      int revision,
      Instant createdAt,
      Instant updatedAt,
      @Nullable Instant completedAt,
      @Nullable Instant cancelledAt) {}
}
