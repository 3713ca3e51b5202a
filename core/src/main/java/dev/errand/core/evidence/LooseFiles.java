package dev.errand.core.evidence;

import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that no evidence names, and their way into the store and out of it. Each is noted
 * before its first byte and until its last is gone. Confined to one event loop.
 */
final class LooseFiles {

  /** Senders who bring no further piece for so long have left. */
  static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final int SWEPT_AT_ONCE = 100;

  /** A sender of less than this within the patience is too slow, in bytes. */
  private static final long TOUCHED_EVERY = 1024L * 1024;

  static final String OPEN =
      """
      insert into loose_file (tenant_id, id, store, doomed, touched_at)
      select k.tenant_id, $2, $3, false, $4
      from (select $1::text as tenant_id) k where k.tenant_id = $1
      """;

  static final String TOUCH =
      """
      with quick as materialized (
        select set_config('synchronous_commit', 'off', true) as value
      )
      update loose_file set touched_at = $3 from quick
      where tenant_id = $1 and id = $2 and not doomed
      """;

  static final String DOOM = "update loose_file set doomed = true where tenant_id = $1 and id = $2";

  static final String FORGET = "delete from loose_file where tenant_id = $1 and id = $2 and doomed";

  /** What is doomed anew each time, until it is gone, so that nodes do not all try at once. */
  static final String DOOM_STALE =
      """
      update loose_file l set doomed = true, touched_at = $2
      from (
        select tenant_id, id from loose_file
        where touched_at < $1 and store = any($3::text[]) limit $4 for update skip locked
      ) s
      where l.tenant_id = s.tenant_id and l.id = s.id
      returning l.tenant_id, l.id, l.store
      """;

  private final Pg pg;
  private final InstantSource clock;
  private final FileStores stores;

  LooseFiles(Pg pg, InstantSource clock, FileStores stores) {
    this.pg = pg;
    this.clock = clock;
    this.stores = stores;
  }

  Future<FileKey> open(FileKey file) {
    return pg.run(
            OPEN,
            Tuple.of(file.tenantId(), file.id(), file.store(), Columns.timestamp(clock.instant())))
        .map(file);
  }

  Future<Void> append(FileKey file, long offset, Buffer piece) {
    long after = offset + piece.length();
    return offset == 0 || offset / TOUCHED_EVERY != after / TOUCHED_EVERY
        ? touch(file).compose(there -> stores.of(file).append(file, offset, piece))
        : stores.of(file).append(file, offset, piece);
  }

  private Future<Void> touch(FileKey file) {
    return pg.run(TOUCH, Tuple.of(file.tenantId(), file.id(), Columns.timestamp(clock.instant())))
        .map(
            rows -> {
              if (rows.rowCount() == 0) {
                throw tookTooLong();
              }
              return null;
            });
  }

  static Problem tookTooLong() {
    return new Problem.Unavailable("The upload took too long; send the file again");
  }

  /** A file that some evidence names meanwhile stays. */
  Future<Void> drop(FileKey file) {
    return pg.run(DOOM, Tuple.of(file.tenantId(), file.id()))
        .compose(doomed -> doomed.rowCount() == 0 ? Future.succeededFuture() : delete(file));
  }

  /** Deletes a file that is doomed. */
  Future<Void> delete(FileKey file) {
    return stores
        .of(file)
        .delete(file)
        .compose(gone -> pg.run(FORGET, Tuple.of(file.tenantId(), file.id())))
        .mapEmpty();
  }

  Future<Integer> sweep() {
    var now = clock.instant();
    return pg.run(
            DOOM_STALE,
            Tuple.of(Columns.timestamp(now.minus(PATIENCE)), Columns.timestamp(now))
                .addArrayOfString(stores.names().toArray(String[]::new))
                .addInteger(SWEPT_AT_ONCE))
        .compose(
            rows -> {
              List<Future<?>> deleted = new ArrayList<>();
              rows.forEach(
                  row ->
                      deleted.add(
                          delete(new FileKey(row.getString(0), row.getUUID(1), row.getString(2)))));
              return deleted.isEmpty()
                  ? Future.succeededFuture(0)
                  : Future.join(deleted).map(deleted.size());
            })
        .compose(
            swept ->
                swept < SWEPT_AT_ONCE
                    ? Future.succeededFuture(swept)
                    : sweep().map(more -> swept + more));
  }
}
