package dev.errand.core.task;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Orders of lists. Each is total, so that a position in it is the values of one task. */
public enum TaskOrder {
  /** Earliest due first, undated last; then the highest priority. */
  DUE("due_at", "due, urgency, id", false),
  /** The reverse of it: undated first. */
  DUE_DOWN("-due_at", "due, urgency, id", true),
  /** Highest priority first; then the earliest due. */
  PRIORITY_DOWN("-priority", "urgency, due, id", false),
  /** The reverse of it: the lowest first. */
  PRIORITY("priority", "urgency, due, id", true),
  /** Oldest first: ids rise as tasks are created. */
  CREATED("created_at", "id", false),
  /** Newest first. */
  CREATED_DOWN("-created_at", "id", true);

  private final String word;
  private final String keys;
  private final boolean down;

  TaskOrder(String word, String keys, boolean down) {
    this.word = word;
    this.keys = keys;
    this.down = down;
  }

  /** The word that callers use. */
  public String word() {
    return word;
  }

  /** The order of a word. */
  public static Optional<TaskOrder> of(String word) {
    return Arrays.stream(values()).filter(order -> order.word.equals(word)).findFirst();
  }

  /** True if tasks of one resting status follow each other in this order in an index. */
  boolean byDue() {
    return this == DUE || this == DUE_DOWN;
  }

  /** Its terms, computed from the table {@code t}. */
  String computed() {
    return directed(terms());
  }

  /** Its terms, as columns of the given table. */
  String in(String table) {
    return directed(keys().map(key -> table + "." + key).toList());
  }

  private String directed(List<String> terms) {
    return terms.stream()
        .map(term -> down ? term + " desc" : term)
        .collect(Collectors.joining(", "));
  }

  /** What comes after a position, of which the function tells the terms that it is asked for. */
  String after(UnaryOperator<String> position) {
    var values = keys().map(position).collect(Collectors.joining(", "));
    return "(%s) %s (%s)".formatted(String.join(", ", terms()), down ? "<" : ">", values);
  }

  private List<String> terms() {
    return keys()
        .map(
            key ->
                switch (key) {
                  case "due" -> TaskListing.DUE;
                  case "urgency" -> TaskListing.URGENCY;
                  default -> "t.id";
                })
        .toList();
  }

  private Stream<String> keys() {
    return Arrays.stream(keys.split(", ", -1));
  }
}
