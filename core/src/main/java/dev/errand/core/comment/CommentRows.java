package dev.errand.core.comment;

import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Sight;
import dev.errand.core.page.Page;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskParts;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Reads and writes comments, of tasks that are not deleted; each change with its event. */
final class CommentRows {

  static final String ADD =
      """
      with written as (
        insert into comment (tenant_id, task_id, id, author_id, body, created_at)
        select tenant_id, id, $3, $4, $5, $6 from task
        where tenant_id = $1 and id = $2 and deleted_at is null
          and ($8::text is null or owner_id = $8 or assignee_id = $8)
        returning tenant_id, task_id, id
      )
      insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
      select $6, $7, tenant_id, task_id, 'comment_added', $4::text,
        jsonb_build_object('comment_id', id, 'author_id', $4::text)
      from written
      """;

  static final String EDIT =
      """
      with written as (
        update comment set body = $5, edited_at = $6
        where tenant_id = $1 and task_id = $2 and id = $3
        returning tenant_id, task_id, id, author_id
      )
      insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
      select $6, $7, tenant_id, task_id, 'comment_edited', $4::text,
        jsonb_build_object('comment_id', id, 'author_id', author_id)
      from written
      """;

  static final String DELETE =
      """
      with written as (
        delete from comment where tenant_id = $1 and task_id = $2 and id = $3
        returning tenant_id, task_id, id, author_id
      )
      insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
      select $5, $6, tenant_id, task_id, 'comment_deleted', $4::text,
        jsonb_build_object('comment_id', id, 'author_id', author_id)
      from written
      """;

  private static final String COLUMNS =
      "select tenant_id, task_id, id, author_id, body, created_at, edited_at from comment\n";

  static final String FIND = COLUMNS + "where tenant_id = $1 and task_id = $2 and id = $3";

  static final String LIST =
      COLUMNS
          + """
          where tenant_id = $1 and task_id = $2 and ($3::uuid is null or id > $3)
          order by id limit $4 offset $5
          """;

  static final String COUNT =
      """
      select count(*)::integer from (
        select from comment where tenant_id = $1 and task_id = $2 limit $3
      ) counted
      """;

  private static final TaskParts<Comment> PARTS =
      new TaskParts<>(LIST, COUNT, CommentRows::comment, Comment::id);

  private final Pg pg;
  private final Ids ids;

  CommentRows(Pg pg, Ids ids) {
    this.pg = pg;
    this.ids = ids;
  }

  Future<Boolean> add(Comment comment, Sight sight) {
    var task = comment.task();
    return pg.run(
            ADD,
            Tuple.of(task.tenantId(), task.id(), comment.id(), comment.authorId(), comment.body())
                .addOffsetDateTime(Columns.timestamp(comment.createdAt()))
                .addUUID(ids.next())
                .addString(sight.userId()))
        .map(rows -> rows.rowCount() > 0);
  }

  Future<Boolean> edit(Comment read, String actor, String body, Instant now) {
    var task = read.task();
    return pg.run(
            EDIT,
            Tuple.of(task.tenantId(), task.id(), read.id(), actor, body)
                .addOffsetDateTime(Columns.timestamp(now))
                .addUUID(ids.next()))
        .map(rows -> rows.rowCount() > 0);
  }

  Future<Boolean> delete(Comment read, String actor, Instant now) {
    var task = read.task();
    return pg.run(
            DELETE,
            Tuple.of(task.tenantId(), task.id(), read.id(), actor)
                .addOffsetDateTime(Columns.timestamp(now))
                .addUUID(ids.next()))
        .map(rows -> rows.rowCount() > 0);
  }

  Future<Optional<Comment>> find(TaskKey task, UUID id) {
    return pg.run(FIND, Tuple.of(task.tenantId(), task.id(), id))
        .map(
            rows ->
                rows.size() == 0 ? Optional.empty() : Optional.of(comment(rows.iterator().next())));
  }

  Future<Page<Comment>> list(TaskKey task, Page.Part part) {
    return PARTS.page(pg, task, part);
  }

  private static Comment comment(Row row) {
    var r = new RowReader(row);
    return new Comment(
        new TaskKey(r.text(), r.uuid()),
        r.uuid(),
        r.text(),
        r.text(),
        r.instant(),
        r.instantOrNull());
  }
}
