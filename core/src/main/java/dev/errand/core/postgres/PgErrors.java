package dev.errand.core.postgres;

import dev.errand.core.problem.Problem;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** The one place that knows what a failure of the database means. */
public final class PgErrors {

  private static final Set<String> TRANSIENT = Set.of("40001", "40P01");
  private static final String CANCELLED = "57014";
  private static final String UNIQUE_VIOLATION = "23505";

  private PgErrors() {}

  /** What the rest of the service should see of it: {@code Unavailable} when it will pass. */
  static Throwable translate(Throwable failure) {
    if (failure instanceof PgException pg && CANCELLED.equals(pg.getSqlState())) {
      return new Problem.Unavailable(
          "The database took too long, or others kept it busy; try again");
    }
    return unavailable(failure)
        ? new Problem.Unavailable("The database is not available at the moment")
        : failure;
  }

  /** True for conflicts between statements that simply want another try. */
  static boolean worthRetrying(Throwable failure) {
    return failure instanceof PgException pg && TRANSIENT.contains(pg.getSqlState());
  }

  /** True if a unique key stands in the way. */
  public static boolean isDuplicate(Throwable failure) {
    return failure instanceof PgException pg && UNIQUE_VIOLATION.equals(pg.getSqlState());
  }

  /** True if something with this very id is there already. */
  public static boolean isThere(Throwable failure) {
    return isDuplicate(failure)
        && failure instanceof PgException pg
        && String.valueOf(pg.getConstraint()).endsWith("_pkey");
  }

  private static boolean unavailable(Throwable failure) {
    if (failure instanceof PgException pg) {
      return unavailable(pg.getSqlState());
    }
    // A closed connection, a refused one, a pool whose queue is full, an acquisition that timed
    // out.
    return failure instanceof IOException
        || failure instanceof TimeoutException
        || failure instanceof VertxException
        || failure instanceof java.net.ConnectException;
  }

  private static boolean unavailable(String state) {
    return state.startsWith("08") // connection
        || state.startsWith("57") // shutting down, starting up, cancelled by the operator
        || state.startsWith("53") // out of connections, memory or disk
        || state.equals("55P03") // lock not available in time
        || state.equals("25006"); // read-only: a fail-over is under way
  }
}
