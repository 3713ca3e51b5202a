package dev.errand.core.postgres;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.data.Numeric;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a set-based statement: one array for each column, for {@code unnest}, in the
 * order in which they are added.
 *
 * @param <T> what a row is made from
 */
public final class Columns<T> {

  private final List<T> rows;
  private final Tuple tuple;

  /** The rows to come, in order. */
  public Columns(List<T> rows) {
    this(rows, Tuple.tuple());
  }

  /** The rows to come, in order, after the parameters that are already there. */
  public Columns(List<T> rows, Tuple tuple) {
    this.rows = rows;
    this.tuple = tuple;
  }

  /** A {@code text[]}. */
  public Columns<T> text(Function<T, @Nullable String> column) {
    tuple.addArrayOfString(array(column, String[]::new));
    return this;
  }

  /** A {@code uuid[]}. */
  public Columns<T> uuid(Function<T, @Nullable UUID> column) {
    tuple.addArrayOfUUID(array(column, UUID[]::new));
    return this;
  }

  /** An {@code integer[]}. */
  public Columns<T> integer(Function<T, @Nullable Integer> column) {
    tuple.addArrayOfInteger(array(column, Integer[]::new));
    return this;
  }

  /** A {@code bigint[]}. */
  public Columns<T> bigint(Function<T, @Nullable Long> column) {
    tuple.addArrayOfLong(array(column, Long[]::new));
    return this;
  }

  /** A {@code double precision[]}. */
  public Columns<T> real(Function<T, @Nullable Double> column) {
    tuple.addArrayOfDouble(array(column, Double[]::new));
    return this;
  }

  /** A {@code boolean[]}. */
  public Columns<T> bool(Function<T, @Nullable Boolean> column) {
    tuple.addArrayOfBoolean(array(column, Boolean[]::new));
    return this;
  }

  /** A {@code numeric[]}. */
  public Columns<T> decimal(Function<T, @Nullable BigDecimal> column) {
    tuple.addValue(array(row -> numeric(column.apply(row)), Numeric[]::new));
    return this;
  }

  /** A {@code timestamptz[]}. */
  public Columns<T> instant(Function<T, @Nullable Instant> column) {
    tuple.addArrayOfOffsetDateTime(
        array(row -> timestamp(column.apply(row)), OffsetDateTime[]::new));
    return this;
  }

  /** A {@code text[]} to be cast to jsonb: in a jsonb[] the client writes null as JSON's null. */
  public Columns<T> json(Function<T, @Nullable JsonObject> column) {
    return text(
        row -> {
          var json = column.apply(row);
          return json == null ? null : json.encode();
        });
  }

  /** All columns added, as the parameters of a statement. */
  public Tuple tuple() {
    return tuple;
  }

  /** What the client takes for a timestamptz: it refuses an Instant. */
  public static @Nullable OffsetDateTime timestamp(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Numeric numeric(@Nullable BigDecimal value) {
    return value == null ? null : Numeric.create(value);
  }

  private <C> @Nullable C[] array(
      Function<T, @Nullable C> column, java.util.function.IntFunction<@Nullable C[]> make) {
    var values = make.apply(rows.size());
    for (int i = 0; i < values.length; i++) {
      values[i] = column.apply(rows.get(i));
    }
    return values;
  }
}
