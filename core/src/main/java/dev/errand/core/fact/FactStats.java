package dev.errand.core.fact;

import dev.errand.core.fact.FactQuery.GetFactStats;
import dev.errand.core.fact.FactQuery.Stats;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts facts. */
final class FactStats {

  static final String COUNT =
      """
      with counted as materialized (
        select f.id, f.namespace, f.tags, f.valid_from, f.valid_to, f.subject from fact f
        where f.tenant_id = $1 and ($2::text is null or f.namespace = $2) and\s"""
          + FactRows.inSight("$4")
          + """

      )
      select
        count(*)::integer,
        count(*) filter (where coalesce(valid_from <= $3, true) and coalesce(valid_to > $3, true))
          ::integer,
        count(*) filter (where valid_to <= $3)::integer,
        count(subject)::integer,
        count(*) filter (where exists (
          select from fact_link l where l.tenant_id = $1 and l.fact_id = counted.id))::integer,
        coalesce((
          select jsonb_object_agg(namespace, number)
          from (select namespace, count(*) as number from counted group by namespace) n), '{}'),
        coalesce((
          select jsonb_agg(jsonb_build_object('tag', tag, 'number', number)
            order by number desc, tag)
          from (
            select tag, count(*) as number from counted, unnest(tags) as t(tag)
            group by tag order by number desc, tag limit 100
          ) g), '[]')
      from counted
      """;

  private final Pg pg;

  FactStats(Pg pg) {
    this.pg = pg;
  }

  Future<Stats> count(GetFactStats query, Instant now) {
    return pg.run(
            COUNT,
            Tuple.of(query.tenantId(), query.namespace())
                .addOffsetDateTime(Columns.timestamp(now))
                .addString(query.sight().userId()))
        .map(rows -> stats(rows.iterator().next()));
  }

  private static Stats stats(Row row) {
    var r = new RowReader(row);
    return new Stats(
        r.integer(),
        r.integer(),
        r.integer(),
        r.integer(),
        r.integer(),
        namespaces(r.json()),
        tags(r));
  }

  private static Map<String, Integer> namespaces(JsonObject counted) {
    var numbers = new LinkedHashMap<String, Integer>();
    counted.stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> numbers.put(each.getKey(), counted.getInteger(each.getKey())));
    return numbers;
  }

  private static Map<String, Integer> tags(RowReader r) {
    var numbers = new LinkedHashMap<String, Integer>();
    for (var each : r.jsonArray()) {
      if (each instanceof JsonObject counted) {
        numbers.put(counted.getString("tag"), counted.getInteger("number"));
      }
    }
    return numbers;
  }
}
