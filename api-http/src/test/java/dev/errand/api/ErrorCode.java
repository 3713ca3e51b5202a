package dev.errand.api;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An error code as the contract lists it. */
record ErrorCode(String word, Set<Integer> statuses, String meaning, String remedy) {

  static List<ErrorCode> listed(JsonObject document) {
    var schemas = document.getJsonObject("components").getJsonObject("schemas");
    return schemas.getJsonObject("ErrorCode").getJsonObject("x-codes").stream()
        .map(code -> of(code.getKey(), (JsonObject) code.getValue()))
        .toList();
  }

  /** The statuses that each code comes with. */
  static Map<String, Set<Integer>> statuses(JsonObject document) {
    var all = new TreeMap<String, Set<Integer>>();
    listed(document).forEach(code -> all.put(code.word(), code.statuses()));
    return all;
  }

  private static ErrorCode of(String word, JsonObject code) {
    var statuses = new TreeSet<Integer>();
    code.getJsonArray("status").forEach(status -> statuses.add((Integer) status));
    return new ErrorCode(word, statuses, code.getString("meaning"), code.getString("remedy"));
  }

  /** A row of the table in the documentation. */
  String row() {
    var numbers = statuses.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return "| `%s` | %s | %s | %s |\n".formatted(word, numbers, meaning, remedy);
  }
}
