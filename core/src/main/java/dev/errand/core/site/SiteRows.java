package dev.errand.core.site;

import dev.errand.core.page.Page;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.site.Site.Timeline;
import dev.errand.core.site.Site.Where;
import dev.errand.core.site.SiteQuery.ListSites;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Reads and writes sites; changes hold only if the site is still what was read. */
final class SiteRows {

  private static final String COLUMNS =
      """
      select tenant_id, id, name, location, lat, lon, timezone, external_refs, is_active, created_by,
        revision, created_at, updated_at
      from site
      """;

  static final String FIND = COLUMNS + "where tenant_id = $1 and id = $2 and deleted_at is null";

  static final String LIST =
      COLUMNS
          + """
          where tenant_id = $1 and deleted_at is null
            and ($2::boolean is null or is_active = $2)
            and ($3::text is null or name > $3)
          order by name limit $4 offset $5
          """;

  static final String COUNT =
      """
      select count(*)::integer from (
        select from site
        where tenant_id = $1 and deleted_at is null and ($2::boolean is null or is_active = $2)
        limit $3
      ) counted
      """;

  static final String INSERT =
      """
      with new as (select $1::text as tenant_id, $2::uuid as id)
      insert into site (
        tenant_id, id, name, location, lat, lon, timezone, external_refs, is_active, created_by,
        revision, created_at, updated_at)
      select tenant_id, id, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $11 from new
      """;

  static final String UPDATE =
      """
      update site set
        name = $3, location = $4, lat = $5, lon = $6, timezone = $7, external_refs = $8,
        is_active = $9, revision = revision + 1, updated_at = $11
      where tenant_id = $1 and id = $2 and revision = $10 and deleted_at is null
      """;

  static final String DELETE =
      """
      update site set deleted_at = $4, revision = revision + 1, updated_at = $4
      where tenant_id = $1 and id = $2 and revision = $3 and deleted_at is null
      """;

  private final Pg pg;

  SiteRows(Pg pg) {
    this.pg = pg;
  }

  Future<Optional<Site>> find(String tenantId, UUID id) {
    return pg.run(FIND, Tuple.of(tenantId, id))
        .map(
            rows ->
                rows.size() == 0 ? Optional.empty() : Optional.of(site(rows.iterator().next())));
  }

  Future<Page<Site>> list(ListSites query) {
    var part = query.part();
    var items =
        pg.run(
            LIST,
            Tuple.of(query.tenantId())
                .addBoolean(query.active())
                .addString(part.after())
                .addInteger(part.limit() + 1)
                .addInteger(part.offset()));
    var count =
        pg.run(
            COUNT,
            Tuple.of(query.tenantId()).addBoolean(query.active()).addInteger(Page.COUNT_LIMIT));
    return Future.all(items, count)
        .map(
            both ->
                Page.of(items.result(), part, SiteRows::site, Site::name).counted(count.result()));
  }

  Future<Void> insert(Site site) {
    return pg.run(
            INSERT,
            details(site)
                .addString(site.timeline().createdBy())
                .addOffsetDateTime(Columns.timestamp(site.timeline().createdAt())))
        .mapEmpty();
  }

  Future<Boolean> update(Site read, Site changed, Instant now) {
    return pg.run(
            UPDATE,
            details(changed)
                .addInteger(read.timeline().revision())
                .addOffsetDateTime(Columns.timestamp(now)))
        .map(rows -> rows.rowCount() > 0);
  }

  Future<Boolean> delete(Site read, Instant now) {
    return pg.run(
            DELETE,
            Tuple.of(read.tenantId(), read.id(), read.timeline().revision())
                .addOffsetDateTime(Columns.timestamp(now)))
        .map(rows -> rows.rowCount() > 0);
  }

  private static Tuple details(Site site) {
    return Tuple.of(site.tenantId(), site.id())
        .addString(site.name())
        .addString(site.where().location())
        .addDouble(site.where().lat())
        .addDouble(site.where().lon())
        .addString(site.where().timezone())
        .addJsonObject(site.externalRefs())
        .addBoolean(site.active());
  }

  private static Site site(Row row) {
    var r = new RowReader(row);
    return new Site(
        r.text(),
        r.uuid(),
        r.text(),
        new Where(r.textOrNull(), r.realOrNull(), r.realOrNull(), r.textOrNull()),
        r.json(),
        r.bool(),
        new Timeline(r.text(), r.integer(), r.instant(), r.instant()));
  }
}
