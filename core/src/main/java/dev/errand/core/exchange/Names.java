package dev.errand.core.exchange;

import dev.errand.core.exchange.ExchangeCommand.FindNamed;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds people and sites by what files call them. A name that two people share is nobody's, and who
 * is not found is from then on known by that name. A site may be called by its id, too.
 */
final class Names {

  /** By id first, then by name or address; the same person may be found in several ways. */
  static final String PEOPLE =
      """
      select k.name, p.id, true as exact
      from unnest($2::text[]) as k(name)
      join person p on p.tenant_id = $1 and p.id = k.name
      union
      select k.name, p.id, false
      from unnest($2::text[]) as k(name)
      join person p on p.tenant_id = $1 and lower(k.name) in (lower(p.name), lower(p.email))
      """;

  static final String SITES =
      """
      select k.name, s.id from unnest($2::text[], $3::uuid[]) as k(name, id)
      join site s on s.tenant_id = $1 and (s.name = k.name or s.id = k.id)
        and s.deleted_at is null
      """;

  static final String ADD_PEOPLE =
      """
      with new as (select $1::text as tenant_id, $3::text as created_by, $4::timestamptz as at)
      insert into person (
        tenant_id, id, name, role, preferences, is_active, created_by, revision, created_at,
        updated_at)
      select tenant_id, k.name, k.name, 'technician', '{}', true, created_by, 1, at, at
      from new, unnest($2::text[]) as k(name)
      on conflict (tenant_id, id) do nothing
      """;

  static final String ADD_SITES =
      """
      with new as (select $1::text as tenant_id, $4::text as created_by, $5::timestamptz as at)
      insert into site (
        tenant_id, id, name, external_refs, is_active, created_by, revision, created_at,
        updated_at)
      select tenant_id, k.id, k.name, '{}', true, created_by, 1, at, at
      from new, unnest($2::text[], $3::uuid[]) as k(name, id)
      on conflict do nothing
      """;

  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final Pg pg;
  private final Ids ids;
  private final InstantSource clock;

  Names(Pg pg, Ids ids, InstantSource clock) {
    this.pg = pg;
    this.ids = ids;
    this.clock = clock;
  }

  Future<Named> find(FindNamed command) {
    var caller = command.caller();
    return people(caller.tenantId(), command.people())
        .compose(
            people ->
                sites(caller.tenantId(), command.sites())
                    .compose(sites -> completed(command, people, sites)));
  }

  private Future<Named> completed(
      FindNamed command, Map<String, String> people, Map<String, UUID> sites) {
    var newPeople = new HashSet<>(command.people());
    newPeople.removeAll(people.keySet());
    var newSites = new HashSet<>(command.sites());
    newSites.removeAll(sites.keySet());
    newPeople.forEach(name -> people.put(name, name));
    var named = new Named(people, sites, Set.copyOf(newPeople), Set.copyOf(newSites));
    if (!command.create()) {
      newSites.forEach(name -> sites.put(name, ids.next()));
      return Future.succeededFuture(named);
    }
    return addPeople(command.caller(), newPeople)
        .compose(added -> addSites(command.caller(), newSites))
        .map(
            added -> {
              sites.putAll(added);
              return named;
            });
  }

  private Future<Map<String, String>> people(String tenantId, Set<String> names) {
    if (names.isEmpty()) {
      return Future.succeededFuture(new HashMap<>());
    }
    return pg.run(PEOPLE, Tuple.of(tenantId).addArrayOfString(names.toArray(String[]::new)))
        .map(
            rows -> {
              var exact = new HashMap<String, String>();
              var alike = new HashMap<String, Set<String>>();
              for (var row : rows) {
                if (row.getBoolean(2)) {
                  exact.put(row.getString(0), row.getString(1));
                } else {
                  alike
                      .computeIfAbsent(row.getString(0), n -> new HashSet<>())
                      .add(row.getString(1));
                }
              }
              alike.forEach(
                  (name, found) -> {
                    if (found.size() == 1) {
                      exact.putIfAbsent(name, found.iterator().next());
                    }
                  });
              return exact;
            });
  }

  private Future<Map<String, UUID>> sites(String tenantId, Set<String> names) {
    if (names.isEmpty()) {
      return Future.succeededFuture(new HashMap<>());
    }
    var columns =
        new Columns<>(List.copyOf(names), Tuple.of(tenantId)).text(n -> n).uuid(Names::id);
    return pg.run(SITES, columns.tuple())
        .map(
            rows -> {
              var found = new HashMap<String, UUID>();
              rows.forEach(row -> found.put(row.getString(0), row.getUUID(1)));
              return found;
            });
  }

  /** Of a site that is called by its id. */
  private static @Nullable UUID id(String name) {
    return UUID_TEXT.matcher(name).matches() ? UUID.fromString(name) : null;
  }

  private Future<Void> addPeople(Caller caller, Set<String> names) {
    return names.isEmpty()
        ? Future.succeededFuture()
        : pg.run(
                ADD_PEOPLE,
                Tuple.of(caller.tenantId())
                    .addArrayOfString(names.toArray(String[]::new))
                    .addString(caller.userId())
                    .addOffsetDateTime(Columns.timestamp(clock.instant())))
            .mapEmpty();
  }

  /** Somebody else may add the same at this moment, so it is looked again who has. */
  private Future<Map<String, UUID>> addSites(Caller caller, Set<String> names) {
    if (names.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    var columns =
        new Columns<>(List.copyOf(names), Tuple.of(caller.tenantId()))
            .text(name -> name)
            .uuid(name -> ids.or(id(name)));
    return pg.run(
            ADD_SITES,
            columns
                .tuple()
                .addString(caller.userId())
                .addOffsetDateTime(Columns.timestamp(clock.instant())))
        .compose(added -> sites(caller.tenantId(), names));
  }
}
