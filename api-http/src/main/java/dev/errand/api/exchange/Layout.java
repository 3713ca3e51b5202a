package dev.errand.api.exchange;

import dev.errand.core.problem.Violation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the columns or members of a file mean. */
interface Layout {

  /** The word for it in reports. */
  String format();

  /** Looks at a record before any is read, for what only the whole file tells. */
  default void survey(FileRecord record) {}

  /** The members of the task that a record stands for; what cannot be read is added. */
  JsonObject members(FileRecord record, List<Finding> findings);

  /** What is wrong with a member, where it stands in the file. */
  Finding found(FileRecord record, Violation violation, JsonObject members);

  /** What is wrong with a member that stands in a column of the given number, if in any. */
  static Finding finding(
      long line, @Nullable Long column, Violation violation, JsonObject members) {
    var way = violation.loc().subList(Math.min(1, violation.loc().size()), violation.loc().size());
    var field =
        way.isEmpty() ? null : way.stream().map(String::valueOf).collect(Collectors.joining("."));
    Object value = members;
    for (var step : way) {
      value =
          switch (value) {
            case JsonObject object -> object.getValue(step.toString());
            case JsonArray array when step instanceof Integer i && i < array.size() ->
                array.getValue(i);
            case null, default -> null;
          };
    }
    var shown = way.isEmpty() || value == null ? null : value.toString();
    return new Finding(line, column, field, true, violation.type(), violation.msg(), shown);
  }
}
