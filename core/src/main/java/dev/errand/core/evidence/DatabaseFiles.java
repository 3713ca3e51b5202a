package dev.errand.core.evidence;

import dev.errand.core.postgres.Pg;
import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;

/** Keeps files in the database, in pieces. Thread-safe. */
public final class DatabaseFiles implements FileStore {

  /** Its name in every installation. */
  public static final String NAME = "database";

  /**
   * Unless the file is doomed. Not flushed by itself: the statement that makes the file known is,
   * and what was committed before it is flushed with it.
   */
  static final String APPEND =
      """
      with quick as materialized (
        select set_config('synchronous_commit', 'off', true) as value
      ), open as (
        select l.tenant_id, l.id from loose_file l
        where l.tenant_id = $1 and l.id = $2 and not l.doomed
        for share
      )
      insert into evidence_piece (tenant_id, file_id, offset_at, bytes)
      select o.tenant_id, o.id, $3, $4 from open o cross join quick
      """;

  static final String READ =
      """
      -- SQL counts from 1.
      select substring(bytes from ($3 - offset_at + 1)::integer) from evidence_piece
      where tenant_id = $1 and file_id = $2 and offset_at <= $3
      order by offset_at desc limit 1
      """;

  static final String DELETE = "delete from evidence_piece where tenant_id = $1 and file_id = $2";

  private final Pg pg;

  /** By these clients. */
  public DatabaseFiles(Pg pg) {
    this.pg = pg;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Future<Void> append(FileKey file, long offset, Buffer piece) {
    return pg.run(APPEND, Tuple.of(file.tenantId(), file.id(), offset).addBuffer(piece))
        .map(
            rows -> {
              if (rows.rowCount() == 0) {
                throw LooseFiles.tookTooLong();
              }
              return null;
            });
  }

  @Override
  public Future<Void> seal(FileKey file) {
    return Future.succeededFuture();
  }

  @Override
  public Future<Buffer> read(FileKey file, long offset) {
    return pg.run(READ, Tuple.of(file.tenantId(), file.id(), offset))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw new Problem.NotFound("file", file.id());
              }
              return rows.iterator().next().getBuffer(0);
            });
  }

  @Override
  public Future<Void> delete(FileKey file) {
    return pg.run(DELETE, Tuple.of(file.tenantId(), file.id())).mapEmpty();
  }
}
