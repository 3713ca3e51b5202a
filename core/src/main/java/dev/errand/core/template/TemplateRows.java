package dev.errand.core.template;

import dev.errand.core.memory.Memory;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.template.Template.Timeline;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes the templates of tenants, and remembers them: for as long as their revision is
 * the same, which each look asks for by its key, so that a change is seen by every node at once.
 * Confined to one event loop.
 */
final class TemplateRows {

  static final String REVISION = "select revision from template_revision where tenant_id = $1";

  static final String ALL =
      """
      select id, members, created_by, revision, created_at, updated_at
      from template where tenant_id = $1
      """;

  private static final String CHANGED =
      """
      , told as (
        insert into template_revision as v (tenant_id, revision)
        select $1, 1 from changed
        on conflict (tenant_id) do update set revision = v.revision + 1
      )
      select id from changed
      """;

  static final String INSERT =
      """
      with new as (select $1::text as tenant_id, $2::uuid as id), changed as (
        insert into template (
          tenant_id, id, key, members, created_by, revision, created_at, updated_at)
        select tenant_id, id, $3, $4, $5, 1, $6, $6 from new
        returning id
      )
      """
          + CHANGED;

  static final String UPDATE =
      """
      with changed as (
        update template set key = $4, members = $5, revision = revision + 1, updated_at = $6
        where tenant_id = $1 and id = $2 and revision = $3
        returning id
      )
      """
          + CHANGED;

  static final String DELETE =
      """
      with changed as (
        delete from template where tenant_id = $1 and id = $2 and revision = $3 returning id
      )
      """
          + CHANGED;

  private final Pg pg;

  /** How long a set is remembered that nobody changes. */
  private static final Duration KEPT = Duration.ofMinutes(5);

  private final Memory<Edition, List<Template>> memory;

  TemplateRows(Pg pg, InstantSource clock) {
    this.pg = pg;
    memory = new Memory<>(KEPT, clock);
  }

  /** The templates of a tenant as one of its revisions has them. */
  private record Edition(String tenantId, long revision) {}

  /** All that a tenant has of its own. */
  Future<List<Template>> all(String tenantId) {
    return pg.run(REVISION, Tuple.of(tenantId))
        .compose(
            rows -> {
              long revision = rows.size() == 0 ? 0 : rows.iterator().next().getLong(0);
              return memory.of(new Edition(tenantId, revision), () -> read(tenantId));
            });
  }

  private Future<List<Template>> read(String tenantId) {
    return pg.run(ALL, Tuple.of(tenantId))
        .map(
            rows -> {
              var found = new ArrayList<Template>(rows.size());
              rows.forEach(row -> found.add(template(row)));
              return List.copyOf(found);
            });
  }

  private static Template template(Row row) {
    var r = new RowReader(row);
    return Template.of(
        r.uuid(), r.json(), false, new Timeline(r.text(), r.integer(), r.instant(), r.instant()));
  }

  Future<Void> insert(String tenantId, Template template) {
    return pg.run(
            INSERT,
            Tuple.of(tenantId, template.id(), template.key(), template.members())
                .addString(template.timeline().createdBy())
                .addOffsetDateTime(Columns.timestamp(template.timeline().createdAt())))
        .mapEmpty();
  }

  /** False if it is no longer what was read. */
  Future<Boolean> update(String tenantId, Template changed, Instant now) {
    return pg.run(
            UPDATE,
            Tuple.of(tenantId, changed.id(), changed.timeline().revision(), changed.key())
                .addJsonObject(changed.members())
                .addOffsetDateTime(Columns.timestamp(now)))
        .map(TemplateRows::any);
  }

  /** False if it is no longer what was read. */
  Future<Boolean> delete(String tenantId, Template read) {
    return pg.run(DELETE, Tuple.of(tenantId, read.id(), read.timeline().revision()))
        .map(TemplateRows::any);
  }

  private static boolean any(RowSet<Row> rows) {
    return rows.size() > 0;
  }
}
