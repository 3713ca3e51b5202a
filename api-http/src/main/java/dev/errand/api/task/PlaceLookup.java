package dev.errand.api.task;

import dev.errand.core.bus.Bus;
import dev.errand.core.task.Places;
import dev.errand.core.task.TaskQuery.FindPlaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;

/** Looks up the people and sites that new tasks name, where anything depends on it. Thread-safe. */
public final class PlaceLookup {

  private final Bus bus;

  /** Asks over the given bus. */
  public PlaceLookup(Bus bus) {
    this.bus = bus;
  }

  /** Of the members of new tasks, which the contract has validated. */
  public Future<Places> of(String tenantId, List<JsonObject> tasks) {
    var sites = new HashSet<UUID>();
    var people = new HashSet<String>();
    for (var members : tasks) {
      var site = members.getString("site_id");
      var assignee = members.getString("assignee_id");
      if (site != null) {
        sites.add(UUID.fromString(site));
      }
      if (assignee != null && members.getString("timezone") == null) {
        people.add(assignee);
      }
    }
    return sites.isEmpty() && people.isEmpty()
        ? Future.succeededFuture(Places.UNKNOWN)
        : bus.request(new FindPlaces(tenantId, sites, people));
  }
}
