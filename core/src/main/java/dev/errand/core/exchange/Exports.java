package dev.errand.core.exchange;

import dev.errand.core.exchange.ExchangeCommand.CloseExport;
import dev.errand.core.exchange.ExchangeQuery.OpenExport;
import dev.errand.core.exchange.ExchangeQuery.ReadExport;
import dev.errand.core.identity.Ids;
import dev.errand.core.postgres.Pg;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskSnapshot;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The exports that are being read. Each has a connection of the database, so there are few at a
 * time, others wait for a while, and one that nobody reads on is closed. Confined to one event
 * loop.
 */
public final class Exports {

  private static final int AT_ONCE = 4;
  private static final int MOST_WAITING = 64;
  private static final Duration QUEUED = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Vertx vertx;
  private final Pg pg;
  private final Ids ids;
  private final InstantSource clock;
  private final Map<UUID, Open> open = new HashMap<>();
  private final Deque<Promise<Void>> waiting = new ArrayDeque<>();
  private int taken;

  private record Open(TaskSnapshot snapshot, long timer) {}

  /** On the event loop of the verticle that will call it. */
  public Exports(Vertx vertx, Pg pg, Ids ids, InstantSource clock) {
    this.vertx = vertx;
    this.pg = pg;
    this.ids = ids;
    this.clock = clock;
  }

  /** Begins one, when there is a place for it. */
  public Future<UUID> open(OpenExport query) {
    return place()
        .compose(
            free ->
                TaskSnapshot.open(pg, query.choice(), clock.instant())
                    .onFailure(failed -> leave())
                    .map(
                        snapshot -> {
                          var id = ids.next();
                          open.put(id, new Open(snapshot, patience(id)));
                          return id;
                        }));
  }

  private Future<Void> place() {
    if (taken < AT_ONCE) {
      taken++;
      return Future.succeededFuture();
    }
    var place = Promise.<Void>promise();
    if (waiting.size() >= MOST_WAITING) {
      place.fail(busy());
      return place.future();
    }
    waiting.add(place);
    long timer =
        vertx.setTimer(
            QUEUED.toMillis(),
            late -> {
              if (waiting.remove(place)) {
                place.fail(busy());
              }
            });
    return place.future().onSuccess(free -> vertx.cancelTimer(timer));
  }

  /** The place goes to whoever has waited longest. */
  private void leave() {
    var next = waiting.poll();
    if (next == null) {
      taken--;
    } else {
      next.complete();
    }
  }

  private static Problem busy() {
    return new Problem.Unavailable(
        "%d exports are under way here; try again when one has ended".formatted(AT_ONCE));
  }

  private long patience(UUID id) {
    return vertx.setTimer(PATIENCE.toMillis(), late -> close(id));
  }

  /** Reads on. */
  public Future<List<Task>> read(ReadExport query) {
    var id = query.id();
    var known = open.get(id);
    if (known == null) {
      return Future.failedFuture(new Problem.NotFound("export", id));
    }
    vertx.cancelTimer(known.timer());
    return known
        .snapshot()
        .next(query.most())
        .compose(
            tasks -> {
              if (tasks.isEmpty()) {
                return close(id).map(tasks);
              }
              open.replace(id, new Open(known.snapshot(), patience(id)));
              return Future.succeededFuture(tasks);
            })
        .recover(failure -> close(id).transform(closed -> Future.failedFuture(failure)));
  }

  /** Ends one. */
  public Future<Void> close(CloseExport command) {
    return close(command.id());
  }

  private Future<Void> close(UUID id) {
    var known = open.remove(id);
    if (known == null) {
      return Future.succeededFuture();
    }
    vertx.cancelTimer(known.timer());
    return known.snapshot().close().otherwiseEmpty().onComplete(closed -> leave());
  }
}
