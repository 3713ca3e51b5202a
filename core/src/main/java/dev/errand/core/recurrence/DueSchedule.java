package dev.errand.core.recurrence;

import dev.errand.core.postgres.RowReader;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it was found when it was to fire, and where the task that it runs, or the last one
 * that it has created, stands. Its row is locked.
 *
 * @param key names it
 * @param spec what it says, as stored
 * @param draft of the tasks that it creates; null if it runs one
 * @param ownerId whose it is
 * @param ownerLevel what they have subscribed to, as far as that is stored
 * @param progress how far it has come
 * @param task null if there is none, or if it is deleted
 */
record DueSchedule(
    ScheduleKey key,
    JsonObject spec,
    @Nullable JsonObject draft,
    @Nullable String ownerId,
    @Nullable String ownerLevel,
    Progress progress,
    @Nullable Occurrence task) {

  /** What a schedule waits for when it has come to a time but cannot go on. */
  enum Wait {
    /** An execution to make room for the next. */
    TURN,
    /** The end of an execution, to count from. */
    COMPLETION
  }

  /**
   * How far it has come.
   *
   * @param since all times up to this one are done with
   * @param waits null if it only waits for its time
   * @param nextLogical the time that it names next
   * @param runs how often it has fired
   * @param failures tasks in a row that it could not create
   * @param lastFiredAt by the clock
   */
  record Progress(
      Instant since,
      @Nullable Wait waits,
      @Nullable Instant nextLogical,
      int runs,
      int failures,
      @Nullable Instant lastFiredAt) {}

  /**
   * The task.
   *
   * @param locked whether commands have to wait; if not, one is under way
   * @param resting what its row says of it
   * @param status what callers see
   * @param running whether an execution runs
   * @param waiting whether an execution waits, for its turn, its time or its retry
   * @param failuresInARow of its executions, each for good
   * @param endedAt when its last execution ended, or it was completed or cancelled
   */
  record Occurrence(
      UUID id,
      boolean locked,
      String resting,
      String status,
      boolean running,
      boolean waiting,
      int failuresInARow,
      @Nullable Instant endedAt) {}

  /** True if it creates tasks, false if it runs one. */
  boolean creates() {
    return draft != null;
  }

  /** True if the previous execution is not over. */
  boolean active() {
    return task != null && (task.running() || task.waiting());
  }

  /** True if what the next time is counted from has come to its end. */
  boolean over() {
    if (task == null || !creates()) {
      return !active();
    }
    return switch (task.status()) {
      case "completed", "failed", "cancelled" -> !active();
      default -> false;
    };
  }

  static DueSchedule of(Row row) {
    var r = new RowReader(row);
    return new DueSchedule(
        new ScheduleKey(r.text(), r.uuid()),
        r.json(),
        r.jsonOrNull(),
        r.textOrNull(),
        r.textOrNull(),
        new Progress(
            r.instant(),
            waits(r.textOrNull()),
            r.instantOrNull(),
            r.integer(),
            r.integer(),
            r.instantOrNull()),
        occurrence(r));
  }

  private static @Nullable Wait waits(@Nullable String word) {
    return word == null ? null : Wait.valueOf(word.toUpperCase(java.util.Locale.ROOT));
  }

  private static @Nullable Occurrence occurrence(RowReader r) {
    var id = r.uuidOrNull();
    return id == null
        ? null
        : new Occurrence(
            id, r.bool(), r.text(), r.text(), r.bool(), r.bool(), r.integer(), r.instantOrNull());
  }
}
