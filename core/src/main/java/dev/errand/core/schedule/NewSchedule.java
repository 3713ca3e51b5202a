package dev.errand.core.schedule;

import dev.errand.core.schedule.Policy.Mode;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A schedule that is to be kept.
 *
 * @param id its id
 * @param spec what it says
 * @param mode what a firing makes
 * @param draft the members of the tasks that it creates; null if it runs one
 * @param since times up to this one do not count
 * @param first the first time that it names
 */
public record NewSchedule(
    UUID id,
    ScheduleSpec spec,
    Mode mode,
    @Nullable JsonObject draft,
    Instant since,
    Instant first) {

  /** What a firing makes: a new task from the draft if there is one, else another run. */
  public static Optional<NewSchedule> of(
      UUID id, ScheduleSpec spec, @Nullable JsonObject draft, Instant since) {
    var mode = draft == null ? Mode.RUN_TASK : Mode.CREATE_TASK;
    return Firings.of(spec)
        .first(since)
        .map(first -> new NewSchedule(id, spec, mode, draft, since, first));
  }

  /** The same in place of another, whose id it takes over. */
  public NewSchedule replacing(UUID other) {
    return new NewSchedule(other, spec, mode, draft, since, first);
  }

  /** When it fires for the first time. */
  public Instant fireAt() {
    return Firings.of(spec).runAt(first, id);
  }
}
