package dev.errand.core.lease;

import dev.errand.core.postgres.Columns;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an ending writes whose result is a fact: the fact, linked to the task that produced it. */
final class Findings {

  /** Reads the parameters that {@link #add} adds behind the 21 of every ending. */
  static final String WRITES =
      """
        ), known as (
          insert into fact (
            tenant_id, id, namespace, text, tags, metadata, valid_from, valid_to, searched,
            created_by, revision, created_at, updated_at)
          select
            e.tenant_id, f.id, t.namespace, t.title, array[t.type],
            jsonb_build_object(
              'type', t.type, 'execution_id', e.execution_id, 'result', e.result::jsonb),
            e.ended_at, e.result_expires_at, lower(t.title) || E'\\n' || f.searched,
            'system:' || t.type, 1, e.ended_at, e.ended_at
          from ended e
          join unnest($3::uuid[], $22::uuid[], $23::text[]) as f(execution_id, id, searched)
            on f.execution_id = e.execution_id and f.id is not null
          cross join lateral (
            select * from task k where k.tenant_id = e.tenant_id and k.id = e.task_id limit 1
          ) t
        ), linked as (
          insert into fact_link (tenant_id, task_id, fact_id, relation, linked_by, linked_at)
          select e.tenant_id, e.task_id, f.id, 'produces', 'system:' || t.type, e.ended_at
          from ended e
          join unnest($3::uuid[], $22::uuid[]) as f(execution_id, id)
            on f.execution_id = e.execution_id and f.id is not null
          cross join lateral (
            select k.type from task k
            where k.tenant_id = e.tenant_id and k.id = e.task_id
            limit 1
          ) t
      """;

  private Findings() {}

  static void add(Columns<Ending> columns) {
    columns.uuid(e -> part(e, Ending.Finding::factId)).text(e -> part(e, Ending.Finding::searched));
  }

  private static <T> @Nullable T part(Ending ending, Function<Ending.Finding, T> part) {
    var finding = ending.aftermath().finding();
    return finding == null ? null : part.apply(finding);
  }
}
