package dev.errand.core.evidence;

import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.task.TaskKey;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Adds and removes evidence, each in one statement with its history and outbox row. Any number at a
 * time: the task's row is locked, not compared, and its new revision makes commands that have
 * looked at the evidence look again.
 */
final class EvidenceWrites {

  /** What is told of a task that {@code changed}. */
  private static final String TOLD =
      """
      , stands as (
        select c.tenant_id, c.id, c.revision, s.status
        from changed c
        cross join lateral (
          select k.status from task_current k
          where k.tenant_id = c.tenant_id and k.id = c.id limit 1
        ) s
      ), noted as (
        insert into task_history (
          tenant_id, task_id, seq, action, old_status, new_status, changes, actor_id, actor_kind,
          client, request_id, created_at)
        select tenant_id, id, revision, $4, status, status, $5, $6, 'user', $7, $8, $9
        from stands
      ), published as (
        insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
        select $9, $10, tenant_id, id, 'updated', $6,
          jsonb_build_object('updated_fields', jsonb_build_array('evidence'), 'changes', $5)
        from stands
      )
      select revision from changed
      """;

  /** A file is kept if it is loose and not doomed; then it is loose no longer. */
  static final String ADD =
      """
      with loose as (
        select l.id from loose_file l
        where l.tenant_id = $1 and l.id = $18 and not l.doomed
        for update
      ), changed as (
        update task t set revision = t.revision + 1, updated_at = $9
        where t.tenant_id = $1 and t.id = $2 and t.deleted_at is null
          and ($18::uuid is null or exists (select from loose))
        returning t.tenant_id, t.id, t.revision
      ), kept as (
        delete from loose_file l using changed c where l.tenant_id = c.tenant_id and l.id = $18
      ), added as (
        insert into evidence (
          tenant_id, task_id, id, kind, url, body, measurement, captured_at, lat, lon, file_id,
          store, file_name, media_type, size, sha256, added_by, created_at)
        select tenant_id, id, $3, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
          $6, $9
        from changed
      )
      """
          + TOLD;

  /** Its file, if it has one, is doomed. */
  static final String REMOVE =
      """
      with found as (
        select e.tenant_id, e.task_id, e.id, e.file_id, e.store from evidence e
        where e.tenant_id = $1 and e.task_id = $2 and e.id = $3
        for update
      ), changed as (
        update task t set revision = t.revision + 1, updated_at = $9
        where t.tenant_id = $1 and t.id = $2 and t.deleted_at is null
          and exists (select from found)
        returning t.tenant_id, t.id, t.revision
      ), gone as (
        delete from evidence e using changed c
        where e.tenant_id = c.tenant_id and e.task_id = c.id and e.id = $3
      ), loosened as (
        insert into loose_file (tenant_id, id, store, doomed, touched_at)
        select f.tenant_id, f.file_id, f.store, true, $9
        from found f join changed c on c.tenant_id = f.tenant_id and c.id = f.task_id
        where f.file_id is not null
      )
      """
          + TOLD;

  private final Pg pg;
  private final Ids ids;

  EvidenceWrites(Pg pg, Ids ids) {
    this.pg = pg;
    this.ids = ids;
  }

  /** Who changes something, and when. */
  record Author(Caller caller, Instant at) {}

  /** False if the task is gone, or the file. */
  Future<Boolean> add(Evidence evidence, Author author) {
    var content = evidence.content();
    var capture = content.capture();
    var file = evidence.file();
    var key = part(file, EvidenceFile::key);
    var parameters =
        told(evidence, author, "evidence_added")
            .addString(content.kind().word())
            .addString(content.url())
            .addString(content.text())
            .addJsonObject(content.measurement())
            .addOffsetDateTime(Columns.timestamp(capture.at()))
            .addDouble(capture.lat())
            .addDouble(capture.lon())
            .addUUID(part(key, FileKey::id))
            .addString(part(key, FileKey::store))
            .addString(part(file, EvidenceFile::name))
            .addString(part(file, EvidenceFile::mediaType))
            .addLong(part(file, EvidenceFile::size))
            .addString(part(file, EvidenceFile::sha256));
    return pg.run(ADD, parameters).map(rows -> rows.size() > 0);
  }

  /** False if the task is gone, or the evidence. */
  Future<Boolean> remove(Evidence evidence, Author author) {
    return pg.run(REMOVE, told(evidence, author, "evidence_removed")).map(rows -> rows.size() > 0);
  }

  private Tuple told(Evidence evidence, Author author, String action) {
    TaskKey key = evidence.taskKey();
    var request = author.caller().request();
    return Tuple.of(key.tenantId(), key.id(), evidence.id(), action)
        .addJsonArray(new JsonArray().add(change(evidence, action)))
        .addString(author.caller().userId())
        .addString(request.client())
        .addString(request.requestId())
        .addOffsetDateTime(Columns.timestamp(author.at()))
        .addUUID(ids.next());
  }

  private static JsonObject change(Evidence evidence, String action) {
    var described =
        new JsonObject()
            .put("id", evidence.id().toString())
            .put("kind", evidence.content().kind().word());
    var removed = action.equals("evidence_removed");
    return new JsonObject()
        .put("field", "evidence")
        .put("old", removed ? described : null)
        .put("new", removed ? null : described);
  }

  private static <T, R> @Nullable R part(@Nullable T whole, Function<T, @Nullable R> part) {
    return whole == null ? null : part.apply(whole);
  }
}
