package dev.errand.core.persistence;

import dev.errand.core.postgres.PgErrors;
import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import java.util.Map;

/** What is created by the id of a claim, which two attempts at one request share. */
final class Claimed {

  private Claimed() {}

  /** Refused if another attempt has been here, whether or not its work is still to be seen. */
  static <T> Future<T> once(Future<T> creation) {
    return creation.recover(
        failure ->
            PgErrors.isThere(failure)
                ? Future.failedFuture(
                    new Problem.Conflict(
                        "already_created",
                        "Another attempt at this request has created it: send it again to be"
                            + " answered with it; if that is refused too, it has been deleted",
                        Map.of()))
                : Future.failedFuture(failure));
  }
}
