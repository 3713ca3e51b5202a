package dev.errand.api.exchange;

import org.jspecify.annotations.Nullable;

/**
 * Something that was found in a file.
 *
 * @param line where the record begins, or where the file is broken
 * @param column the number of a table's column, or the place within the line; null if unknown
 * @param field the name of the column or member
 * @param error false for what need not be mended
 * @param code a stable word
 * @param msg what is wrong and what would be right
 * @param value what stands there
 */
record Finding(
    long line,
    @Nullable Long column,
    @Nullable String field,
    boolean error,
    String code,
    String msg,
    @Nullable String value) {

  private static final int LONGEST_VALUE = 100;

  Finding {
    if (value != null && value.length() > LONGEST_VALUE) {
      value = value.substring(0, LONGEST_VALUE) + "…";
    }
  }

  /** An error at a place of the text. */
  static Finding at(long line, long column, String code, String msg) {
    return new Finding(line, column, null, true, code, msg, null);
  }
}
