package dev.errand.core.task;

import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Lines of those who want the same thing: each begins when the one before has ended, however that
 * went. Confined to one event loop.
 */
final class Turns<K> {

  /** So many are through before whoever came last has given up. */
  private static final int LONGEST = 200;

  private final Map<K, Line> lines = new HashMap<>();

  private static final class Line {
    private Future<?> last = Future.succeededFuture();
    private int length;
  }

  /** Whether somebody has a turn, so that others should wait for theirs. */
  boolean taken(K key) {
    return lines.containsKey(key);
  }

  /** Does this when its turn has come; at once if nobody else wants the same. */
  <T> Future<T> take(K key, Supplier<Future<T>> work) {
    var line = lines.computeIfAbsent(key, first -> new Line());
    if (line.length == LONGEST) {
      return Future.failedFuture(
          new Problem.Unavailable("Too many wait to change the same; try again"));
    }
    line.length++;
    Future<T> turn = line.last.transform(ended -> work.get());
    line.last = turn;
    return turn.onComplete(
        ended -> {
          if (--line.length == 0) {
            lines.remove(key);
          }
        });
  }
}
