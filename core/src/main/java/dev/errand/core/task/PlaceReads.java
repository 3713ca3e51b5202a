package dev.errand.core.task;

import dev.errand.core.postgres.Pg;
import dev.errand.core.task.Places.Sought;
import dev.errand.core.task.TaskQuery.FindPlaces;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Looks up the people, sites and tasks that tasks name: with each creation that names one. */
final class PlaceReads {

  static final String FIND =
      """
      select s.id, null, s.timezone
      from unnest($2::uuid[]) as k(id)
      cross join lateral (
        select * from site t
        where t.tenant_id = $1 and t.id = k.id and t.deleted_at is null and t.is_active limit 1
      ) s
      union all
      select null, p.id, p.timezone
      from unnest($3::text[]) as k(id)
      cross join lateral (
        select * from person t where t.tenant_id = $1 and t.id = k.id limit 1
      ) p
      """;

  static final String PARENTS =
      """
      select p.id
      from unnest($2::uuid[]) as k(id)
      cross join lateral (
        select * from task t where t.tenant_id = $1 and t.id = k.id limit 1
      ) p
      where p.deleted_at is null
        and ($3::text is null or p.owner_id = $3 or p.assignee_id = $3)
      """;

  private final Pg pg;

  PlaceReads(Pg pg) {
    this.pg = pg;
  }

  Future<Places> find(FindPlaces query) {
    var around =
        query.sites().isEmpty() && query.people().isEmpty()
            ? Future.succeededFuture(Places.UNKNOWN)
            : around(query);
    return query.parents().isEmpty()
        ? around
        : Future.all(around, parents(query)).map(both -> with(both.resultAt(0), both.resultAt(1)));
  }

  private static Places with(Places around, Sought parents) {
    return new Places(around.sites(), parents, around.zonesOfSites(), around.zonesOfPeople());
  }

  private Future<Sought> parents(FindPlaces query) {
    var parameters =
        Tuple.of(query.tenantId())
            .addArrayOfUUID(query.parents().toArray(UUID[]::new))
            .addString(query.sight().userId());
    return pg.hot(PARENTS, parameters)
        .map(
            rows -> {
              var found = new HashSet<UUID>();
              rows.forEach(row -> found.add(row.getUUID(0)));
              return new Sought(Set.copyOf(query.parents()), found);
            });
  }

  private Future<Places> around(FindPlaces query) {
    var parameters =
        Tuple.of(query.tenantId())
            .addArrayOfUUID(query.sites().toArray(UUID[]::new))
            .addArrayOfString(query.people().toArray(String[]::new));
    return pg.hot(FIND, parameters)
        .map(
            rows -> {
              var active = new HashSet<UUID>();
              var ofSites = new HashMap<UUID, String>();
              var ofPeople = new HashMap<String, String>();
              for (var row : rows) {
                var site = row.getUUID(0);
                var zone = row.getString(2);
                if (site != null) {
                  active.add(site);
                }
                if (zone != null && site != null) {
                  ofSites.put(site, zone);
                } else if (zone != null) {
                  ofPeople.put(row.getString(1), zone);
                }
              }
              var sites = new Sought(Set.copyOf(query.sites()), active);
              return new Places(sites, Sought.NOTHING, ofSites, ofPeople);
            });
  }
}
