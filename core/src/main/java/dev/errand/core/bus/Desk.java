package dev.errand.core.bus;

import io.vertx.core.Future;
import java.util.function.Function;

/** Where requests find who serves them. */
public interface Desk {

  /** Serves requests of one class. */
  <R, Q extends Request<R>> void serve(Class<Q> type, Function<Q, Future<R>> server);
}
