package dev.errand.core.field;

import dev.errand.core.problem.Problem;
import io.vertx.core.Future;

/** Says how fields are. Thread-safe, and does not block. */
@FunctionalInterface
public interface HealthSource {

  /** Nobody does. */
  HealthSource NONE =
      query ->
          Future.failedFuture(
              new Problem.UpstreamFailed(
                  "The health of fields comes from another service, and this one knows of none: its operator can set NDVI_SERVICE_URL",
                  false));

  /** Fails with {@code UpstreamFailed} if nobody can say. */
  Future<FieldHealth> health(GetFieldHealth query);
}
