package dev.errand.core.postgres;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads a row from its first column to its last, in the order of the statement's select list: a
 * look-up by name scans all names of the row for each column.
 */
public final class RowReader {

  private final Row row;
  private int next;

  /** Starts at the first column. */
  public RowReader(Row row) {
    this.row = row;
  }

  /** A text. */
  public String text() {
    return required(textOrNull());
  }

  /** A text or null. */
  public @Nullable String textOrNull() {
    return row.getString(next++);
  }

  /** A UUID. */
  public UUID uuid() {
    return required(uuidOrNull());
  }

  /** A UUID or null. */
  public @Nullable UUID uuidOrNull() {
    return row.getUUID(next++);
  }

  /** A timestamptz. */
  public Instant instant() {
    return required(instantOrNull());
  }

  /** A timestamptz or null. */
  public @Nullable Instant instantOrNull() {
    var time = row.getOffsetDateTime(next++);
    return time == null ? null : time.toInstant();
  }

  /** An integer or smallint. */
  public int integer() {
    return required(integerOrNull());
  }

  /** An integer or smallint, or null. */
  public @Nullable Integer integerOrNull() {
    return row.getInteger(next++);
  }

  /** A bigint. */
  public long bigint() {
    return required(bigintOrNull());
  }

  /** A bigint or null. */
  public @Nullable Long bigintOrNull() {
    return row.getLong(next++);
  }

  /** A double precision. */
  public double real() {
    return required(realOrNull());
  }

  /** A double precision or null. */
  public @Nullable Double realOrNull() {
    return row.getDouble(next++);
  }

  /** A boolean. */
  public boolean bool() {
    return required(boolOrNull());
  }

  /** A boolean or null. */
  public @Nullable Boolean boolOrNull() {
    return row.getBoolean(next++);
  }

  /** A numeric, without trailing zeros after the point. */
  public BigDecimal decimal() {
    var plain = required(row.getBigDecimal(next++)).stripTrailingZeros();
    return plain.scale() < 0 ? plain.setScale(0) : plain;
  }

  /** A JSON object. */
  public JsonObject json() {
    return required(jsonOrNull());
  }

  /** A JSON object or null. */
  public @Nullable JsonObject jsonOrNull() {
    return row.getJsonObject(next++);
  }

  /** A JSON array. */
  public JsonArray jsonArray() {
    return required(row.getJsonArray(next++));
  }

  /** An array of texts. */
  public List<String> texts() {
    return required(textsOrNull());
  }

  /** An array of texts or null. */
  public @Nullable List<String> textsOrNull() {
    var texts = row.getArrayOfStrings(next++);
    return texts == null ? null : List.of(texts);
  }

  private <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("column " + row.getColumnName(next - 1) + " is null");
    }
    return value;
  }
}
