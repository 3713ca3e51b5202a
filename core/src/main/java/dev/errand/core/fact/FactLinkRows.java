package dev.errand.core.fact;

import dev.errand.core.fact.FactCommand.UnlinkFact;
import dev.errand.core.fact.FactLink.Relation;
import dev.errand.core.fact.FactQuery.LinkedFact;
import dev.errand.core.fact.FactQuery.ListFactTasks;
import dev.errand.core.fact.FactQuery.ListTaskFacts;
import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Sight;
import dev.errand.core.page.Page;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.task.TaskKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Reads and writes what tasks have to do with facts; each change with its event. */
final class FactLinkRows {

  private static final String COLUMNS =
      "l.tenant_id, l.task_id, l.fact_id, l.relation, l.linked_by, l.linked_at";

  /** What is said again is found and not written. */
  static final String LINK =
      """
      with written as (
        insert into fact_link as l (tenant_id, task_id, fact_id, relation, linked_by, linked_at)
        select f.tenant_id, $2, f.id, $4, $5, $6 from fact f
        where f.tenant_id = $1 and f.id = $3 and\s"""
          + FactRows.inSight("$8")
          + """

        on conflict (tenant_id, task_id, fact_id) do update set
          relation = excluded.relation, linked_by = excluded.linked_by,
          linked_at = excluded.linked_at
        where l.relation <> excluded.relation
        returning tenant_id, task_id, fact_id, relation, linked_by, linked_at
      ), published as (
        insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
        select $6, $7, tenant_id, task_id, 'fact_linked', $5::text,
          jsonb_build_object('fact_id', fact_id, 'relation', relation)
        from written
      )
      select tenant_id, task_id, fact_id, relation, linked_by, linked_at from written
      union all
      select tenant_id, task_id, fact_id, relation, linked_by, linked_at from fact_link
      where tenant_id = $1 and task_id = $2 and fact_id = $3 and relation = $4
      limit 1
      """;

  static final String UNLINK =
      """
      with written as (
        delete from fact_link
        where tenant_id = $1 and task_id = $2 and fact_id = $3
        returning tenant_id, task_id, fact_id, relation
      )
      insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
      select $4, $5, tenant_id, task_id, 'fact_unlinked', $6::text,
        jsonb_build_object('fact_id', fact_id, 'relation', relation)
      from written
      """;

  private static final String OF_TASK =
      """
      from fact_link l
      join fact f on f.tenant_id = l.tenant_id and f.id = l.fact_id
      where l.tenant_id = $1 and l.task_id = $2
      """;

  static final String LIST_FACTS =
      "select "
          + COLUMNS
          + ", "
          + FactRows.COLUMNS
          + OF_TASK
          + """
          and ($3::uuid is null or l.fact_id < $3)
          order by l.fact_id desc limit $4 offset $5
          """;

  static final String COUNT_FACTS =
      "select count(*)::integer from (select " + OF_TASK + "limit $3) counted";

  private static final String OF_FACT =
      """
      from fact_link l
      join task t on t.tenant_id = l.tenant_id and t.id = l.task_id
      where l.tenant_id = $1 and l.fact_id = $2 and t.deleted_at is null
        and ($3::text is null or t.owner_id = $3 or t.assignee_id = $3)
      """;

  static final String LIST_TASKS =
      "select "
          + COLUMNS
          + "\n"
          + OF_FACT
          + """
          and ($4::uuid is null or l.task_id < $4)
          order by l.task_id desc limit $5 offset $6
          """;

  static final String COUNT_TASKS =
      "select count(*)::integer from (select " + OF_FACT + "limit $4) counted";

  private final Pg pg;
  private final Ids ids;

  FactLinkRows(Pg pg, Ids ids) {
    this.pg = pg;
    this.ids = ids;
  }

  /** Empty if there is no such fact. */
  Future<Optional<FactLink>> link(FactLink link, Sight sight) {
    return pg.run(
            LINK,
            Tuple.of(link.task().tenantId(), link.task().id(), link.factId())
                .addString(link.relation().word())
                .addString(link.linkedBy())
                .addOffsetDateTime(Columns.timestamp(link.linkedAt()))
                .addUUID(ids.next())
                .addString(sight.userId()))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(link(new RowReader(rows.iterator().next()))));
  }

  /** False if there is no such link. */
  Future<Boolean> unlink(UnlinkFact command, Instant now) {
    return pg.run(
            UNLINK,
            Tuple.of(command.task().tenantId(), command.task().id(), command.factId())
                .addOffsetDateTime(Columns.timestamp(now))
                .addUUID(ids.next())
                .addString(command.caller().userId()))
        .map(rows -> rows.rowCount() > 0);
  }

  Future<Page<LinkedFact>> facts(ListTaskFacts query) {
    var task = query.task();
    var part = query.part();
    var items = pg.run(LIST_FACTS, place(Tuple.of(task.tenantId(), task.id()), part));
    var count = pg.run(COUNT_FACTS, Tuple.of(task.tenantId(), task.id(), Page.COUNT_LIMIT));
    return Future.all(items, count)
        .map(
            both ->
                Page.of(
                        items.result(),
                        part,
                        FactLinkRows::linkedFact,
                        linked -> linked.link().factId().toString())
                    .counted(count.result()));
  }

  Future<Page<FactLink>> tasks(ListFactTasks query) {
    var part = query.part();
    var items = pg.run(LIST_TASKS, place(inSight(query), part));
    var count = pg.run(COUNT_TASKS, inSight(query).addInteger(Page.COUNT_LIMIT));
    return Future.all(items, count)
        .map(
            both ->
                Page.of(
                        items.result(),
                        part,
                        row -> link(new RowReader(row)),
                        link -> link.task().id().toString())
                    .counted(count.result()));
  }

  private static Tuple inSight(ListFactTasks query) {
    return Tuple.of(query.tenantId(), query.factId(), query.sight().userId());
  }

  private static Tuple place(Tuple parameters, Page.Part part) {
    var after = part.after();
    return parameters
        .addUUID(after == null ? null : UUID.fromString(after))
        .addInteger(part.limit() + 1)
        .addInteger(part.offset());
  }

  private static LinkedFact linkedFact(Row row) {
    var r = new RowReader(row);
    return new LinkedFact(link(r), FactRows.fact(r));
  }

  private static FactLink link(RowReader r) {
    return new FactLink(
        new TaskKey(r.text(), r.uuid()), r.uuid(), Relation.of(r.text()), r.text(), r.instant());
  }
}
