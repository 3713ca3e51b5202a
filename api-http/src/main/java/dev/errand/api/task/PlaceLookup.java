package dev.errand.api.task;

import dev.errand.core.bus.Bus;
import dev.errand.core.identity.Caller;
import dev.errand.core.task.Places;
import dev.errand.core.task.TaskQuery.FindPlaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;

/** Looks up the people, sites and tasks that new tasks name, where it matters. Thread-safe. */
public final class PlaceLookup {

  private final Bus bus;

  /** Asks over the given bus. */
  public PlaceLookup(Bus bus) {
    this.bus = bus;
  }

  /** Of the members of new tasks, which the contract has validated. */
  public Future<Places> of(Caller caller, List<JsonObject> tasks) {
    var sites = new HashSet<UUID>();
    var people = new HashSet<String>();
    var parents = new HashSet<UUID>();
    for (var members : tasks) {
      var site = members.getString("site_id");
      var assignee = members.getString("assignee_id");
      if (site != null) {
        sites.add(UUID.fromString(site));
      }
      if (assignee != null && members.getString("timezone") == null) {
        people.add(assignee);
      }
      var parent = members.getString("parent_id");
      if (parent != null) {
        parents.add(UUID.fromString(parent));
      }
    }
    return sites.isEmpty() && people.isEmpty() && parents.isEmpty()
        ? Future.succeededFuture(Places.UNKNOWN)
        : bus.request(new FindPlaces(caller.tenantId(), caller.sight(), sites, people, parents));
  }
}
