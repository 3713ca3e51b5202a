package dev.errand.core.worker;

import dev.errand.core.lease.LeaseCommand.RemoteClaim;
import dev.errand.core.ticker.Pace;
import dev.errand.core.ticker.Ticker;
import dev.errand.core.worker.RemoteLeases.Queue;
import dev.errand.core.worker.WorkerCommand.Wish;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Where remote workers wait for tasks, first come, first served. Those who want the same stand in
 * one line, so that one look serves all of them. A notification has it look at once, though not
 * more than 50 times a second; without one it looks once a second, with one small statement for
 * everybody, and not at all while nobody waits. Confined to one event loop.
 */
final class WaitingRoom {

  private static final Duration FALLBACK = Duration.ofSeconds(1);
  private static final long REST_MILLIS = 20;

  private final Vertx vertx;
  private final Function<Set<Queue>, Future<Set<Queue>>> looks;
  private final Claims claims;
  private final Map<Line, ArrayDeque<Waiter>> lines = new LinkedHashMap<>();
  private final Ticker ticker;
  private boolean resting;
  private boolean wokenMeanwhile;
  private boolean closed;

  /** Takes for one who waits. */
  interface Claims {
    Future<List<RemoteClaim>> take(String tenantId, Wish wish);
  }

  /** The function finds out which queues hold something. */
  WaitingRoom(
      Vertx vertx,
      Function<Set<Queue>, Future<Set<Queue>>> looks,
      Claims claims,
      RandomGenerator random) {
    this.vertx = vertx;
    this.looks = looks;
    this.claims = claims;
    ticker =
        new Ticker(vertx, "Serving waiting workers", Pace.every(FALLBACK, random), this::serve);
  }

  private record Line(String tenantId, Set<String> namespaces, Set<String> types) {

    static Line of(String tenantId, Wish wish) {
      return new Line(tenantId, Set.copyOf(wish.namespaces()), Set.copyOf(wish.types()));
    }

    List<Queue> queues() {
      return namespaces.stream().map(namespace -> new Queue(tenantId, namespace)).toList();
    }
  }

  private static final class Waiter {
    private final Wish wish;
    private final BooleanSupplier gone;
    private final Promise<List<RemoteClaim>> answer = Promise.promise();
    private boolean late;

    Waiter(Wish wish, BooleanSupplier gone) {
      this.wish = wish;
      this.gone = gone;
    }
  }

  void open() {
    ticker.start();
  }

  /** Waits for something to claim; answers with nothing when the time is up. */
  Future<List<RemoteClaim>> enter(
      String tenantId, Wish wish, Duration patience, BooleanSupplier gone) {
    if (closed) {
      return Future.succeededFuture(List.of());
    }
    var line = Line.of(tenantId, wish);
    var waiter = new Waiter(wish, gone);
    lines.computeIfAbsent(line, first -> new ArrayDeque<>()).add(waiter);
    long timer =
        vertx.setTimer(
            Math.max(1, patience.toMillis()),
            fired -> {
              waiter.late = true;
              dismiss(line, waiter);
            });
    // Something may have come between its own look and now.
    wake();
    return waiter.answer.future().onComplete(answered -> vertx.cancelTimer(timer));
  }

  /** One who is being served is answered by that. */
  private void dismiss(Line line, Waiter waiter) {
    var standing = lines.get(line);
    if (standing != null && standing.remove(waiter)) {
      waiter.answer.tryComplete(List.of());
      leave(line, standing);
    }
  }

  private void leave(Line line, ArrayDeque<Waiter> standing) {
    if (standing.isEmpty()) {
      lines.remove(line, standing);
    }
  }

  /** Something may have come. */
  void wake() {
    if (lines.isEmpty()) {
      return;
    }
    if (resting) {
      wokenMeanwhile = true;
      return;
    }
    resting = true;
    ticker.wake();
    vertx.setTimer(
        REST_MILLIS,
        rested -> {
          resting = false;
          if (wokenMeanwhile) {
            wokenMeanwhile = false;
            wake();
          }
        });
  }

  /** Answers everybody; from now on nobody waits. */
  void close() {
    closed = true;
    for (var line : List.copyOf(lines.keySet())) {
      for (var waiter : List.copyOf(lines.getOrDefault(line, new ArrayDeque<>()))) {
        dismiss(line, waiter);
      }
    }
  }

  /** Waits for no one; completes when nobody is being served. */
  Future<Void> stop() {
    close();
    return ticker.stop();
  }

  private Future<Void> serve() {
    if (lines.isEmpty()) {
      return Future.succeededFuture();
    }
    var queues = new HashSet<Queue>();
    lines.keySet().forEach(line -> queues.addAll(line.queues()));
    return looks
        .apply(queues)
        .compose(
            ready -> {
              var served = new ArrayList<Future<Void>>();
              for (var line : List.copyOf(lines.keySet())) {
                if (line.queues().stream().anyMatch(ready::contains)) {
                  served.add(serve(line));
                }
              }
              return Future.join(served).mapEmpty();
            });
  }

  private Future<Void> serve(Line line) {
    var standing = lines.get(line);
    var waiter = standing == null ? null : standing.poll();
    if (standing == null || waiter == null) {
      return Future.succeededFuture();
    }
    leave(line, standing);
    if (waiter.gone.getAsBoolean()) {
      waiter.answer.tryComplete(List.of());
      return serve(line);
    }
    return claims
        .take(line.tenantId(), waiter.wish)
        .onFailure(failure -> waiter.answer.tryFail(failure))
        .compose(
            taken -> {
              if (taken.isEmpty() && !waiter.late && !closed) {
                lines.computeIfAbsent(line, first -> new ArrayDeque<>()).addFirst(waiter);
                return Future.succeededFuture();
              }
              waiter.answer.tryComplete(taken);
              return taken.isEmpty() ? Future.succeededFuture() : serve(line);
            });
  }
}
