package dev.errand.core.task;

import dev.errand.core.page.Page;
import dev.errand.core.postgres.Pg;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import java.util.function.Function;

/**
 * Reads pages of what belongs to a task, in the order of its ids. Thread-safe.
 *
 * @param list takes the tenant, the task, the id after which the page begins, and how many to read
 *     and to leave out
 * @param count takes the tenant, the task, and how many to count at most
 * @param read of a row
 * @param id of an item
 */
public record TaskParts<T>(String list, String count, Function<Row, T> read, Function<T, UUID> id) {

  /** Of one task. */
  public Future<Page<T>> page(Pg pg, TaskKey task, Page.Part part) {
    var after = part.after();
    var items =
        pg.run(
            list,
            Tuple.of(task.tenantId(), task.id())
                .addUUID(after == null ? null : UUID.fromString(after))
                .addInteger(part.limit() + 1)
                .addInteger(part.offset()));
    var counted = pg.run(count, Tuple.of(task.tenantId(), task.id(), Page.COUNT_LIMIT));
    return Future.all(items, counted)
        .map(
            both ->
                Page.of(items.result(), part, read, item -> id.apply(item).toString())
                    .counted(counted.result()));
  }
}
