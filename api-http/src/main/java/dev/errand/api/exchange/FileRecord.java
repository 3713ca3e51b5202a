package dev.errand.api.exchange;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a file says of one task.
 *
 * @param line where it begins
 * @param cells what stands in a table's columns, without the empty ones
 * @param json what stands in a line of NDJSON; null if that is faulty, and in a table
 * @param flaws what keeps it from being read at all
 * @param length roughly, in characters
 */
record FileRecord(
    long line,
    Map<String, String> cells,
    @Nullable JsonObject json,
    List<Finding> flaws,
    int length) {

  static FileRecord ofCells(long line, Map<String, String> cells, List<Finding> flaws) {
    int length = cells.values().stream().mapToInt(String::length).sum();
    return new FileRecord(line, new LinkedHashMap<>(cells), null, flaws, length);
  }

  /** What is the same in two records that say the same, whatever the order of their columns. */
  String content() {
    return json == null
        ? cells.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(cell -> cell.getKey() + '\u001f' + cell.getValue())
            .collect(Collectors.joining("\u001e"))
        : json.encode();
  }
}
