package dev.errand.core.task;

import dev.errand.core.identity.Sight;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.Reading;
import dev.errand.core.task.TaskListing.Scope;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * All tasks that a filter chooses, oldest first, as they were at one moment, read a few at a time.
 * Confined to one event loop.
 */
public final class TaskSnapshot {

  private final Reading reading;
  private final Instant now;

  private TaskSnapshot(Reading reading, Instant now) {
    this.reading = reading;
    this.now = now;
  }

  /**
   * Which tasks.
   *
   * @param tenantId whose
   * @param filter which of them
   * @param sight which of them there are
   */
  public record Choice(String tenantId, TaskFilter filter, Sight sight) {}

  /** Opens one, to be closed. */
  public static Future<TaskSnapshot> open(Pg pg, Choice choice, Instant now) {
    var scope = new Scope(choice.tenantId(), choice.sight(), now, Tuple.tuple());
    var listing = new TaskListing(scope, choice.filter(), TaskOrder.CREATED);
    return pg.read(listing.everything(), listing.parameters())
        .map(reading -> new TaskSnapshot(reading, now));
  }

  /** The next tasks, at most so many; none at the end. */
  public Future<List<Task>> next(int most) {
    return reading.more()
        ? reading
            .next(most)
            .map(
                rows -> {
                  var tasks = new ArrayList<Task>(rows.size());
                  rows.forEach(row -> tasks.add(TaskRows.task(row, now)));
                  return List.copyOf(tasks);
                })
        : Future.succeededFuture(List.of());
  }

  /** Lets go of it. May be called at any time, once. */
  public Future<Void> close() {
    return reading.close();
  }
}
