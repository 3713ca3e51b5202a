package dev.errand.core.page;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Part of a list.
 *
 * @param items in order
 * @param total how many there are in all; null if more than are counted
 * @param next where the next part begins; null if this is the last
 * @param <T> an item
 */
public record Page<T>(List<T> items, @Nullable Integer total, @Nullable String next) {

  /** Statements count one more than this at most. */
  public static final int COUNTED = 10_000;

  /** The most that a statement is to count, as its parameter. */
  public static final int COUNT_LIMIT = COUNTED + 1;

  /**
   * Which part of a list.
   *
   * @param limit 1 to 100
   * @param offset 0 to 10,000
   * @param after the place where the part before ended; null for the first
   */
  public record Part(int limit, int offset, @Nullable String after) {}

  /** From the rows found, one more than asked for if there is a next part, and their number. */
  public static <T> Page<T> of(
      RowSet<Row> rows, Part part, Function<Row, T> read, Function<T, String> place) {
    var items = new ArrayList<T>(rows.size());
    rows.forEach(row -> items.add(read.apply(row)));
    boolean more = items.size() > part.limit();
    var shown = List.copyOf(more ? items.subList(0, part.limit()) : items);
    return new Page<>(shown, null, more ? place.apply(shown.getLast()) : null);
  }

  /** The same with items made of these. */
  public <R> Page<R> map(Function<? super T, ? extends R> change) {
    return new Page<>(items.stream().<R>map(change).toList(), total, next);
  }

  /** The same, with what a statement has counted up to {@link #COUNT_LIMIT}. */
  public Page<T> counted(RowSet<Row> count) {
    int found = count.iterator().next().getInteger(0);
    return new Page<>(items, found > COUNTED ? null : found, next);
  }
}
