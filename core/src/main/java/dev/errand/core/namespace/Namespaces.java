package dev.errand.core.namespace;

import dev.errand.core.egress.EgressSettings;
import dev.errand.core.event.Feeds;
import dev.errand.core.identity.Role;
import dev.errand.core.namespace.NamespaceCommand.SetNamespace;
import dev.errand.core.namespace.NamespaceQuery.GetNamespace;
import dev.errand.core.namespace.NamespaceQuery.ListNamespaces;
import dev.errand.core.namespace.NamespaceQuery.ListTypes;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.MergePatch;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The use cases of namespaces. Thread-safe. */
public final class Namespaces {

  /** Steps from name to name in the index, however many tasks each has. */
  static final String LIST =
      """
      with recursive used as (
        (select t.namespace from task t
         where t.tenant_id = $1 and t.deleted_at is null and $2::text is null
         order by t.namespace limit 1)
        union all
        select n.namespace from used u cross join lateral (
          select t.namespace from task t
          where t.tenant_id = $1 and t.deleted_at is null and t.namespace > u.namespace
          order by t.namespace limit 1) n
      ), seen as (
        select namespace from used
        union
        select t.namespace from task t
        where t.tenant_id = $1 and t.deleted_at is null and (t.owner_id = $2 or t.assignee_id = $2)
      )
      select
        coalesce(n.name, u.namespace) as name, coalesce(n.paused, false), n.max_running,
        coalesce(n.max_running_per_key, 1), coalesce(n.task_types, '{}'),
        n.relay_url, n.relay_key, n.relay_since,
        coalesce(n.revision, 0), n.created_at, n.updated_at
      from (select * from namespace where tenant_id = $1) n
      full join seen u on u.namespace = n.name
      order by name
      """;

  static final String GET =
      """
      select
        n.name, n.paused, n.max_running, n.max_running_per_key, n.task_types,
        n.relay_url, n.relay_key, n.relay_since, n.revision, n.created_at, n.updated_at
      from namespace n
      where n.tenant_id = $1 and n.name = $2
      """;

  static final String USED =
      """
      select exists (
        select from task t where t.tenant_id = $1 and t.namespace = $2 and t.deleted_at is null
          and ($3::text is null or t.owner_id = $3 or t.assignee_id = $3))
      """;

  static final String TYPES =
      """
      with recursive used as (
        (select t.type from task t
         where t.tenant_id = $1 and t.namespace = $2 and t.deleted_at is null and $3::text is null
         order by t.type limit 1)
        union all
        select n.type from used u cross join lateral (
          select t.type from task t
          where t.tenant_id = $1 and t.namespace = $2 and t.deleted_at is null and t.type > u.type
          order by t.type limit 1) n
      )
      select type from used
      union
      select t.type from task t
      where t.tenant_id = $1 and t.namespace = $2 and t.deleted_at is null
        and (t.owner_id = $3 or t.assignee_id = $3)
      union
      select jsonb_object_keys(n.task_types) from namespace n
      where n.tenant_id = $1 and n.name = $2
      order by type
      """;

  /** Writes only over the revision that was read: 0 for none. */
  static final String PUT =
      """
      insert into namespace as n (
        tenant_id, name, paused, max_running, max_running_per_key, task_types, revision,
        created_at, updated_at, relay_url, relay_key, relay_since)
      select $1, $2, $3, $4, $5, $6::text::jsonb, $7 + 1, $8, $8, $9, $10, $11
      where $7 = 0 or exists (select from namespace e where e.tenant_id = $1 and e.name = $2)
      on conflict (tenant_id, name) do update set
        paused = excluded.paused, max_running = excluded.max_running,
        max_running_per_key = excluded.max_running_per_key, task_types = excluded.task_types,
        revision = excluded.revision, updated_at = excluded.updated_at,
        relay_url = excluded.relay_url, relay_key = excluded.relay_key,
        relay_since = excluded.relay_since
      where n.revision = $7
      returning
        n.name, n.paused, n.max_running, n.max_running_per_key, n.task_types,
        n.relay_url, n.relay_key, n.relay_since, n.revision, n.created_at, n.updated_at
      """;

  private final Pg pg;
  private final InstantSource clock;
  private final EgressSettings egress;

  /** On the given clients; the clock dates changes, and egress says where relays may lead. */
  public Namespaces(Pg pg, InstantSource clock, EgressSettings egress) {
    this.pg = pg;
    this.clock = clock;
    this.egress = egress;
  }

  /** Lists those that exist. */
  public Future<List<Namespace>> list(ListNamespaces query) {
    return pg.run(LIST, Tuple.of(query.tenantId(), query.sight().userId()))
        .map(
            rows -> {
              var all = new ArrayList<Namespace>();
              rows.forEach(row -> all.add(namespace(row)));
              return all;
            });
  }

  /** Reads one. */
  public Future<Optional<Namespace>> get(GetNamespace query) {
    return find(query.tenantId(), query.name())
        .compose(
            found ->
                found.isPresent()
                    ? Future.succeededFuture(found)
                    : pg.run(USED, Tuple.of(query.tenantId(), query.name(), query.sight().userId()))
                        .map(
                            rows ->
                                rows.iterator().next().getBoolean(0)
                                    ? Optional.of(Namespace.unlimited(query.name()))
                                    : Optional.empty()));
  }

  private Future<Optional<Namespace>> find(String tenantId, String name) {
    return pg.run(GET, Tuple.of(tenantId, name)).map(Namespaces::only);
  }

  /** Lists the types of one. */
  public Future<List<String>> types(ListTypes query) {
    return pg.run(TYPES, Tuple.of(query.tenantId(), query.name(), query.sight().userId()))
        .map(
            rows -> {
              var all = new ArrayList<String>();
              rows.forEach(row -> all.add(row.getString(0)));
              return all;
            });
  }

  /** Sets limits. */
  public Future<Namespace> set(SetNamespace command) {
    if (!command.caller().role().atLeast(Role.MANAGER)) {
      throw new Problem.Denied("update");
    }
    return find(command.caller().tenantId(), command.name())
        .map(found -> found.orElseGet(() -> Namespace.unlimited(command.name())))
        .compose(
            old -> {
              require(old, command.ifMatch());
              var merged = MergePatch.apply(old.settings(), command.patch());
              var changed = old.with(merged, command.patch(), clock.instant());
              if (Objects.equals(old.relay(), changed.relay())) {
                return pg.run(PUT, parameters(command, changed)).map(Namespaces::only);
              }
              check(changed);
              return relaying(command, changed);
            })
        // Somebody else was first: what stands now is merged with.
        .compose(done -> done.isPresent() ? Future.succeededFuture(done.get()) : set(command));
  }

  private static void require(Namespace namespace, @Nullable List<String> ifMatch) {
    if (ifMatch != null && !ifMatch.contains(namespace.etag())) {
      throw new Problem.PreconditionFailed(namespace.etag());
    }
  }

  /** Whether anybody reads events for relays may change with it. */
  private Future<Optional<Namespace>> relaying(SetNamespace command, Namespace changed) {
    return pg.transaction(
        transaction ->
            Feeds.lock(transaction)
                .compose(locked -> transaction.run(PUT, parameters(command, changed)))
                .map(Namespaces::only)
                .compose(done -> Feeds.settle(transaction).map(done)));
  }

  private void check(Namespace changed) {
    var relay = changed.relay();
    var wrong = relay == null ? null : egress.objection(relay.url());
    if (wrong != null) {
      throw new Problem.Invalid(List.of(Violation.ofBody("relay_url", wrong, "egress")));
    }
  }

  private Tuple parameters(SetNamespace command, Namespace changed) {
    var limits = changed.limits();
    var relay = changed.relay();
    return Tuple.of(
            command.caller().tenantId(),
            command.name(),
            limits.paused(),
            limits.maxRunning(),
            limits.maxRunningPerKey(),
            limits.taskTypes().encode())
        .addInteger(changed.revision())
        .addOffsetDateTime(Columns.timestamp(clock.instant()))
        .addString(relay == null ? null : relay.url())
        .addString(relay == null ? null : relay.key())
        .addOffsetDateTime(Columns.timestamp(relay == null ? null : relay.since()));
  }

  private static Optional<Namespace> only(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(namespace(rows.iterator().next()));
  }

  private static Namespace namespace(Row row) {
    var r = new RowReader(row);
    return new Namespace(
        r.text(),
        new Namespace.Limits(r.bool(), r.integerOrNull(), r.integer(), r.json()),
        relay(r.textOrNull(), r.textOrNull(), r.instantOrNull()),
        r.integer(),
        r.instantOrNull(),
        r.instantOrNull());
  }

  private static Namespace.@Nullable Relay relay(
      @Nullable String url, @Nullable String key, @Nullable Instant since) {
    return url == null || since == null ? null : new Namespace.Relay(url, key, since);
  }
}
