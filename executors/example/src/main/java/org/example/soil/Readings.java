package org.example.soil;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.vertx.core.json.JsonObject;
import java.util.DoubleSummaryStatistics;

/** What a logger has measured, summed up. */
record Readings(long number, double least, double mean, double most, double last) {

  /**
   * Reads a table with a header; lines that end before the column, as loggers write them while
   * they start, are passed over.
   *
   * @throws IllegalArgumentException if there is no such column, no reading, or one is no number
   */
  static Readings of(String table, String column) {
    var sums = new DoubleSummaryStatistics();
    double last = Double.NaN;
    var reader =
        CsvReader.builder()
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofNamedCsvRecord(table);
    for (var line : reader) {
      if (!line.getHeader().contains(column)) {
        throw new IllegalArgumentException("there is no column " + column);
      }
      var reading = line.findField(column).orElse("");
      if (!reading.isBlank()) {
        last = Double.parseDouble(reading);
        sums.accept(last);
      }
    }
    if (sums.getCount() == 0) {
      throw new IllegalArgumentException("it has no reading");
    }
    return new Readings(sums.getCount(), sums.getMin(), sums.getAverage(), sums.getMax(), last);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("readings", number)
        .put("least", least)
        .put("mean", mean)
        .put("most", most)
        .put("last", last);
  }
}
