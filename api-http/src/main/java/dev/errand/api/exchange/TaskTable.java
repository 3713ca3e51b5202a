package dev.errand.api.exchange;

import dev.errand.core.calendar.DueDay;
import dev.errand.core.problem.Violation;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The service's own CSV: a column for each member of a task. Objects and lists stand in their cells
 * as JSON. On the way in, columns may be left out and come in any order.
 */
final class TaskTable implements Layout {

  private static final String ASTRONOMICAL = "astronomical";

  private enum Kind {
    TEXT,
    NUMBER,
    FLAG,
    JSON
  }

  private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

  static {
    columns(Kind.TEXT, "id", "namespace", "type", "performer", "title", "description");
    columns(Kind.JSON, "translations");
    columns(Kind.TEXT, "status", "priority");
    columns(Kind.NUMBER, "priority_rank");
    columns(Kind.TEXT, "owner_id", "assignee_id", "domain", "site_id", "field_id", "zone_id");
    columns(Kind.TEXT, "due_at", "timezone", "scheduled_time");
    columns(Kind.NUMBER, "estimated_minutes", "actual_minutes");
    columns(Kind.JSON, "tags", "config", "args", "metadata");
    columns(Kind.NUMBER, "drift_score");
    columns(Kind.JSON, ASTRONOMICAL);
    columns(Kind.TEXT, "unique_key", "concurrency_key", "parent_id", "source", "original_message");
    columns(Kind.JSON, "schedule", "retry_policy");
    columns(Kind.NUMBER, "timeout_seconds");
    columns(Kind.JSON, "required_evidence");
    columns(Kind.FLAG, "store_result");
    columns(Kind.NUMBER, "result_ttl_seconds", "error_ttl_seconds");
    columns(Kind.TEXT, "expires_at", "block_reason", "completion_notes", "completed_at");
    columns(Kind.TEXT, "cancelled_at", "created_at", "created_by", "updated_at");
  }

  private final List<String> header;

  /** The header of a file. */
  TaskTable(List<String> header) {
    this.header = header;
  }

  private static void columns(Kind kind, String... names) {
    Arrays.stream(names).forEach(name -> KINDS.put(name, kind));
  }

  /** The columns of an export, in order. */
  static List<String> columns() {
    return List.copyOf(KINDS.keySet());
  }

  /** The cells of a task, from its JSON. */
  static List<@Nullable String> cells(JsonObject task) {
    var cells = new ArrayList<@Nullable String>(KINDS.size());
    var kept = task.copy().put(ASTRONOMICAL, wished(task.getJsonObject(ASTRONOMICAL)));
    KINDS.forEach((name, kind) -> cells.add(cell(kept.getValue(name), kind)));
    return cells;
  }

  /** What an import asks the calendar for; it says the rest itself. */
  private static @Nullable JsonObject wished(@Nullable JsonObject astronomical) {
    var activity = astronomical == null ? null : astronomical.getString(DueDay.ACTIVITY);
    return astronomical == null || activity == null
        ? null
        : new JsonObject()
            .put(DueDay.ACTIVITY, activity)
            .put(DueDay.SUGGESTED, astronomical.getBoolean(DueDay.SUGGESTED));
  }

  private static @Nullable String cell(@Nullable Object value, Kind kind) {
    return switch (value) {
      case null -> null;
      case JsonObject object -> object.isEmpty() ? null : object.encode();
      case JsonArray array -> array.isEmpty() ? null : array.encode();
      default -> kind == Kind.TEXT ? Formulas.harmless(value.toString()) : value.toString();
    };
  }

  @Override
  public String format() {
    return "table";
  }

  @Override
  public JsonObject members(FileRecord record, List<Finding> findings) {
    var members = new JsonObject();
    record.cells().forEach((name, cell) -> members.put(name, value(name, cell)));
    return members;
  }

  /** What is none of its kind stays the text that it is, which is then refused as such. */
  private static Object value(String name, String cell) {
    return switch (KINDS.getOrDefault(name, Kind.TEXT)) {
      case TEXT -> cell;
      case NUMBER -> number(cell.strip());
      case FLAG ->
          switch (cell.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> cell;
          };
      case JSON -> json(name, cell.strip());
    };
  }

  private static Object number(String cell) {
    try {
      return cell.matches("-?\\d{1,18}")
          ? (Object) Long.valueOf(cell)
          : new BigDecimal(cell).doubleValue();
    } catch (NumberFormatException none) {
      return cell;
    }
  }

  private static Object json(String name, String cell) {
    if (name.equals("tags") && !cell.startsWith("[")) {
      return new JsonArray(Arrays.stream(cell.split("[,;]", -1)).map(String::strip).toList());
    }
    try {
      return cell.startsWith("{") || cell.startsWith("[") ? Json.decodeValue(cell) : cell;
    } catch (io.vertx.core.json.DecodeException malformed) {
      return cell;
    }
  }

  @Override
  public Finding found(FileRecord record, Violation violation, JsonObject members) {
    var member = violation.loc().size() > 1 ? violation.loc().get(1).toString() : "";
    int index = header.indexOf(member);
    return Layout.finding(
        record.line(), index < 0 ? null : Long.valueOf(index + 1L), violation, members);
  }
}
