package dev.errand.core.evidence;

import dev.errand.core.evidence.EvidenceQuery.EvidencePage;
import dev.errand.core.evidence.EvidenceQuery.ListEvidence;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads evidence. */
final class EvidenceReads {

  /** What {@link #evidence} reads, in its order. */
  private static final String COLUMNS =
      """
      tenant_id, task_id, id, kind, url, body, measurement, captured_at, lat, lon, file_id, store,
      file_name, media_type, size, sha256, added_by, created_at
      """;

  static final String FIND =
      "select " + COLUMNS + "from evidence where tenant_id = $1 and task_id = $2 and id = $3";

  static final String LIST =
      "select "
          + COLUMNS
          + """
          from evidence
          where tenant_id = $1 and task_id = $2 and ($3::uuid is null or id > $3)
          order by id limit $4
          """;

  private final Pg pg;

  EvidenceReads(Pg pg) {
    this.pg = pg;
  }

  Future<Evidence> find(TaskKey key, UUID id) {
    return pg.run(FIND, Tuple.of(key.tenantId(), key.id(), id))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw new Problem.NotFound("evidence", id);
              }
              return evidence(rows.iterator().next());
            });
  }

  Future<EvidencePage> list(ListEvidence query) {
    var key = query.key();
    var parameters =
        Tuple.of(key.tenantId(), key.id()).addUUID(query.after()).addInteger(query.limit() + 1);
    return pg.run(LIST, parameters)
        .map(
            rows -> {
              var found = new ArrayList<Evidence>(rows.size());
              rows.forEach(row -> found.add(evidence(row)));
              if (found.size() <= query.limit()) {
                return new EvidencePage(List.copyOf(found), null);
              }
              var items = List.copyOf(found.subList(0, query.limit()));
              return new EvidencePage(items, items.getLast().id());
            });
  }

  private static Evidence evidence(Row row) {
    var r = new RowReader(row);
    var taskKey = new TaskKey(r.text(), r.uuid());
    return new Evidence(
        taskKey,
        r.uuid(),
        new NewEvidence(
            EvidenceKind.of(r.text()),
            r.textOrNull(),
            r.textOrNull(),
            r.jsonOrNull(),
            new NewEvidence.Capture(r.instantOrNull(), r.realOrNull(), r.realOrNull())),
        file(taskKey.tenantId(), r),
        r.text(),
        r.instant());
  }

  private static @Nullable EvidenceFile file(String tenantId, RowReader r) {
    var id = r.uuidOrNull();
    var store = r.textOrNull();
    var name = r.textOrNull();
    var mediaType = r.textOrNull();
    var size = r.bigintOrNull();
    var sha256 = r.textOrNull();
    return id == null || store == null || mediaType == null || size == null || sha256 == null
        ? null
        : new EvidenceFile(new FileKey(tenantId, id, store), name, mediaType, size, sha256);
  }
}
