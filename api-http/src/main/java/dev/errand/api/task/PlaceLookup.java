package dev.errand.api.task;

import dev.errand.core.bus.Bus;
import dev.errand.core.identity.Caller;
import dev.errand.core.task.Places;
import dev.errand.core.task.TaskQuery.FindPlaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Looks up the people, sites and tasks that new tasks name, where it matters. Thread-safe. */
public final class PlaceLookup {

  private final Bus bus;

  /** Asks over the given bus. */
  public PlaceLookup(Bus bus) {
    this.bus = bus;
  }

  /** Of the members of new tasks, which the contract has validated. */
  public Future<Places> of(Caller caller, List<JsonObject> tasks) {
    return FindPlaces.of(caller, tasks)
        .map(bus::request)
        .orElse(Future.succeededFuture(Places.UNKNOWN));
  }
}
