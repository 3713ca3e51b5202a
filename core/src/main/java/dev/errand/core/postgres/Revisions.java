package dev.errand.core.postgres;

import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes of what has a revision. A change is made from what was read, and written only if that is
 * still there; else it starts over. Confined to the caller's event loop.
 */
public final class Revisions {

  /** Starting over more often than this means that something changes without end. */
  private static final int TRIES = 10;

  private Revisions() {}

  /**
   * Reads, and has what was read changed.
   *
   * @param kind what is changed, a singular noun such as {@code site}
   * @param read how it is read
   * @param write checks and writes; answers false if the revision is another by now
   * @return what was read before the change
   */
  public static <T> Future<T> change(
      String kind, Supplier<Future<T>> read, Function<T, Future<Boolean>> write) {
    return change(kind, read, write, TRIES);
  }

  private static <T> Future<T> change(
      String kind, Supplier<Future<T>> read, Function<T, Future<Boolean>> write, int triesLeft) {
    return read.get()
        .compose(
            found ->
                write
                    .apply(found)
                    .compose(
                        done ->
                            done
                                ? Future.succeededFuture(found)
                                : triesLeft > 1
                                    ? change(kind, read, write, triesLeft - 1)
                                    : Future.failedFuture(
                                        new Problem.Unavailable(
                                            "The " + kind + " keeps changing; try again"))));
  }

  /** Refuses what has none of the tags asked for; null asks for none. */
  public static void require(@Nullable List<String> ifMatch, String etag) {
    if (ifMatch != null && !ifMatch.contains(etag)) {
      throw new Problem.PreconditionFailed(etag);
    }
  }
}
