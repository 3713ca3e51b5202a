package dev.errand.core.fact;

import dev.errand.core.fact.Fact.Content;
import dev.errand.core.fact.Fact.Statement;
import dev.errand.core.fact.Fact.Timeline;
import dev.errand.core.fact.Fact.Validity;
import dev.errand.core.fact.FactQuery.Filter;
import dev.errand.core.fact.FactQuery.GetFact;
import dev.errand.core.fact.FactQuery.ListFacts;
import dev.errand.core.page.Page;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads and writes facts; changes hold only if the fact is still what was read. */
final class FactRows {

  /** In the order in which {@link #fact} reads. */
  static final String COLUMNS =
      """
      f.tenant_id, f.id, f.namespace, f.text, f.tags, f.metadata, f.subject, f.predicate, f.object,
      f.valid_from, f.valid_to, f.created_by, f.revision, f.created_at, f.updated_at
      """;

  static final String FIND =
      "select " + COLUMNS + "from fact f where f.tenant_id = $1 and f.id = $2 and " + inSight("$3");

  private static final String MATCHING =
      """
      from fact f
      where tenant_id = $1
        and ($2::text is null or strpos(searched, $2) > 0)
        and tags @> $3::text[]
        and ($4::text is null or namespace = $4)
        and ($5::text is null or subject = $5)
        and ($6::text is null or predicate = $6)
        and ($7::timestamptz is null
          or ((valid_from is null or valid_from <= $7) and (valid_to is null or valid_to > $7)))
        and\s"""
          + inSight("$8")
          + "\n";

  static final String LIST =
      "select "
          + COLUMNS
          + MATCHING
          + "and ($9::uuid is null or id < $9) order by id desc limit $10 offset $11";

  static final String COUNT =
      "select count(*)::integer from (select " + MATCHING + "limit $9) counted";

  static final String INSERT =
      """
      with new as (select $1::text as tenant_id, $2::uuid as id)
      insert into fact (
        tenant_id, id, namespace, text, tags, metadata, subject, predicate, object, valid_from,
        valid_to, searched, created_by, revision, created_at, updated_at)
      select tenant_id, id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, $14 from new
      """;

  static final String UPDATE =
      """
      update fact set
        namespace = $3, text = $4, tags = $5, metadata = $6, subject = $7, predicate = $8,
        object = $9, valid_from = $10, valid_to = $11, searched = $12, revision = revision + 1,
        updated_at = $14
      where tenant_id = $1 and id = $2 and revision = $13
      """;

  static final String DELETE =
      "delete from fact where tenant_id = $1 and id = $2 and revision = $3";

  private static final String EXPIRED =
      """
      from fact
      where tenant_id = $1 and ($2::text is null or namespace = $2) and valid_to <= $3
      """;

  static final String COUNT_EXPIRED = "select count(*)::integer " + EXPIRED;

  /** A part of them, so that none waits for long. */
  static final String DELETE_EXPIRED =
      """
      delete from fact where tenant_id = $1 and id = any(array(
        select id from fact
        where tenant_id = $1 and ($2::text is null or namespace = $2) and valid_to <= $3
        limit 1000))
      """;

  private final Pg pg;

  /**
   * Whoever sees some tasks only sees the facts of those, and their own.
   *
   * @param user the parameter that says whose sight it is; null sees all
   */
  static String inSight(String user) {
    return """
        (%1$s::text is null or f.created_by = %1$s or exists (
          select from fact_link k
          join task t on t.tenant_id = k.tenant_id and t.id = k.task_id
          where k.tenant_id = f.tenant_id and k.fact_id = f.id and t.deleted_at is null
            and (t.owner_id = %1$s or t.assignee_id = %1$s)))"""
        .formatted(user);
  }

  FactRows(Pg pg) {
    this.pg = pg;
  }

  Future<Optional<Fact>> find(GetFact query) {
    return pg.run(FIND, Tuple.of(query.tenantId(), query.id(), query.sight().userId()))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(fact(new RowReader(rows.iterator().next()))));
  }

  Future<Page<Fact>> list(ListFacts query) {
    var part = query.part();
    var after = part.after();
    var items =
        pg.run(
            LIST,
            matching(query)
                .addUUID(after == null ? null : UUID.fromString(after))
                .addInteger(part.limit() + 1)
                .addInteger(part.offset()));
    var count = pg.run(COUNT, matching(query).addInteger(Page.COUNT_LIMIT));
    return Future.all(items, count)
        .map(
            both ->
                Page.of(items.result(), part, FactRows::fact, fact -> fact.id().toString())
                    .counted(count.result()));
  }

  private static Tuple matching(ListFacts query) {
    Filter filter = query.filter();
    var text = filter.text();
    return Tuple.of(query.tenantId())
        .addString(text == null ? null : SearchText.wanted(text))
        .addArrayOfString(filter.tags().toArray(String[]::new))
        .addString(filter.namespace())
        .addString(filter.subject())
        .addString(filter.predicate())
        .addOffsetDateTime(Columns.timestamp(filter.validAt()))
        .addString(query.sight().userId());
  }

  Future<Void> insert(Fact fact) {
    return pg.run(
            INSERT,
            details(fact)
                .addString(fact.timeline().createdBy())
                .addOffsetDateTime(Columns.timestamp(fact.timeline().createdAt())))
        .mapEmpty();
  }

  Future<Boolean> update(Fact read, Fact changed, Instant now) {
    return pg.run(
            UPDATE,
            details(changed)
                .addInteger(read.timeline().revision())
                .addOffsetDateTime(Columns.timestamp(now)))
        .map(rows -> rows.rowCount() > 0);
  }

  Future<Boolean> delete(Fact read) {
    return pg.run(DELETE, Tuple.of(read.tenantId(), read.id(), read.timeline().revision()))
        .map(rows -> rows.rowCount() > 0);
  }

  Future<Integer> countExpired(String tenantId, @Nullable String namespace, Instant now) {
    return pg.run(COUNT_EXPIRED, expired(tenantId, namespace, now))
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  /** Answers with how many there were in this part. */
  Future<Integer> deleteExpired(String tenantId, @Nullable String namespace, Instant now) {
    return pg.run(DELETE_EXPIRED, expired(tenantId, namespace, now)).map(rows -> rows.rowCount());
  }

  private static Tuple expired(String tenantId, @Nullable String namespace, Instant now) {
    return Tuple.of(tenantId).addString(namespace).addOffsetDateTime(Columns.timestamp(now));
  }

  private static Tuple details(Fact fact) {
    var content = fact.content();
    var statement = content.statement();
    return Tuple.of(fact.tenantId(), fact.id(), fact.namespace(), content.text())
        .addArrayOfString(content.tags().toArray(String[]::new))
        .addJsonObject(content.metadata())
        .addString(statement == null ? null : statement.subject())
        .addString(statement == null ? null : statement.predicate())
        .addString(statement == null ? null : statement.object())
        .addOffsetDateTime(Columns.timestamp(fact.validity().from()))
        .addOffsetDateTime(Columns.timestamp(fact.validity().to()))
        .addString(SearchText.of(content));
  }

  private static Fact fact(Row row) {
    return fact(new RowReader(row));
  }

  /** From {@link #COLUMNS}. */
  static Fact fact(RowReader r) {
    return new Fact(
        r.text(),
        r.uuid(),
        r.text(),
        new Content(r.text(), r.texts(), r.json(), statement(r)),
        new Validity(r.instantOrNull(), r.instantOrNull()),
        new Timeline(r.text(), r.integer(), r.instant(), r.instant()));
  }

  private static @Nullable Statement statement(RowReader r) {
    var subject = r.textOrNull();
    var predicate = r.textOrNull();
    var object = r.textOrNull();
    return subject == null || predicate == null || object == null
        ? null
        : new Statement(subject, predicate, object);
  }
}
