package dev.errand.api.exchange;

import dev.errand.core.problem.Violation;
import dev.errand.core.schedule.TimeZones;
import dev.errand.core.task.TaskStatus;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The sheet that site reminders were kept in. */
final class Sheet implements Layout {

  /** Its columns, and the members that they are. */
  private static final Map<String, String> MEMBERS =
      Map.ofEntries(
          Map.entry("original_prompt", "original_message"),
          Map.entry("corrections_history", "metadata.corrections_history"),
          Map.entry("task", "title"),
          Map.entry("assignee", "assignee_id"),
          Map.entry("assigner", "owner_id"),
          Map.entry("due_date", "due_at"),
          Map.entry("due_time", "due_time"),
          Map.entry("reminder_date", "reminder_date"),
          Map.entry("reminder_time", "reminder_time"),
          Map.entry("status", "status"),
          Map.entry("site", "site"),
          Map.entry("created_at", "created_at"),
          Map.entry("repeat_interval", "schedule"),
          Map.entry("timezone_context", "timezone"),
          Map.entry("reasoning", "metadata.reasoning"));

  /** What the sheet calls pending. */
  private static final Set<String> OPEN =
      Set.of("open", "new", "todo", "to_do", "not_started", "overdue", "assigned", "reminded");

  private static final Set<String> ONCE = Set.of("none", "no", "once", "never", "n/a", "-");
  private static final String USUAL_REMINDER = "08:00";

  private final List<String> header;
  private final SheetTimes times;

  Sheet(List<String> header, SheetTimes times) {
    this.header = header;
    this.times = times;
  }

  static Set<String> columns() {
    return MEMBERS.keySet();
  }

  @Override
  public String format() {
    return "sheet";
  }

  @Override
  public void survey(FileRecord record) {
    for (var column : List.of("due_date", "reminder_date", "created_at")) {
      times.survey(record.cells().get(column));
    }
  }

  @Override
  public JsonObject members(FileRecord record, List<Finding> findings) {
    return new Row(record, findings).members();
  }

  /** One row that is being read. */
  private final class Row {
    private final FileRecord record;
    private final List<Finding> findings;
    private final JsonObject members = new JsonObject();

    Row(FileRecord record, List<Finding> findings) {
      this.record = record;
      this.findings = findings;
    }

    JsonObject members() {
      for (var column :
          List.of("original_prompt", "task", "assignee", "assigner", "site", "timezone_context")) {
        put(column, cell(column));
      }
      var metadata = new JsonObject();
      for (var column : List.of("corrections_history", "reasoning")) {
        var text = cell(column);
        if (text != null) {
          metadata.put(column, structured(text));
        }
      }
      if (!metadata.isEmpty()) {
        members.put("metadata", metadata);
      }
      times();
      status();
      repeat();
      return members;
    }

    private void times() {
      date("due_date");
      time("due_time");
      date("reminder_date");
      time("reminder_time");
      if (members.containsKey("reminder_date") && !members.containsKey("reminder_time")) {
        members.put("reminder_time", members.getString("due_time", USUAL_REMINDER));
      } else if (members.containsKey("reminder_time") && !members.containsKey("reminder_date")) {
        put("reminder_date", members.getString("due_at"));
      }
      read(
          "created_at",
          text -> times.instant(text, zone()).map(Object::toString),
          "must be a date, perhaps with a time, such as 2026-06-01 08:00");
    }

    private void date(String column) {
      read(
          column,
          text -> times.date(text).map(Object::toString),
          "must be a date such as 2026-06-01%s".formatted(hint()));
    }

    private String hint() {
      var order = times.order();
      return order == null
          ? ""
          : order == SheetTimes.Order.DAY_FIRST
              ? ", or 01/06/2026 with the day first, as in the rest of the file"
              : ", or 06/01/2026 with the month first, as in the rest of the file";
    }

    private void time(String column) {
      read(
          column,
          text -> SheetTimes.time(text).map(Object::toString),
          "must be a time of day such as 08:00, 08:00:00 or 8:00 AM");
    }

    private ZoneId zone() {
      return Optional.ofNullable(cell("timezone_context"))
          .flatMap(TimeZones::find)
          .orElse(TimeZones.UTC);
    }

    private void status() {
      read(
          "status",
          text -> {
            var word = word(text);
            return OPEN.contains(word)
                ? Optional.of("pending")
                : TaskStatus.of(word.equals("complete") ? "completed" : word).map(TaskStatus::word);
          },
          "must be pending, in progress, blocked, paused, completed, failed or cancelled");
    }

    private void repeat() {
      var text = cell("repeat_interval");
      if (text != null && !ONCE.contains(word(text))) {
        put("repeat_interval", word(text));
      }
    }

    private void read(String column, Function<String, Optional<String>> reading, String otherwise) {
      var text = cell(column);
      if (text != null) {
        var read = reading.apply(text);
        if (read.isPresent()) {
          put(column, read.get());
        } else {
          long number = header.indexOf(column) + 1L;
          findings.add(new Finding(record.line(), number, column, true, "format", otherwise, text));
        }
      }
    }

    private @Nullable String cell(String column) {
      var cell = record.cells().get(column);
      return cell == null ? null : cell.strip();
    }

    private void put(String column, @Nullable String value) {
      if (value != null) {
        members.put(String.valueOf(MEMBERS.get(column)), value);
      }
    }
  }

  private static String word(String text) {
    return text.strip().toLowerCase(Locale.ROOT).replaceAll("[ _-]+", "_");
  }

  /** Notes may be kept as JSON. */
  private static Object structured(String text) {
    try {
      return text.startsWith("{") || text.startsWith("[") ? Json.decodeValue(text) : text;
    } catch (io.vertx.core.json.DecodeException plain) {
      return text;
    }
  }

  @Override
  public Finding found(FileRecord record, Violation violation, JsonObject members) {
    var way = violation.loc().subList(1, violation.loc().size());
    var member =
        way.size() > 1 && way.getFirst().equals("metadata")
            ? "metadata." + way.get(1)
            : way.isEmpty() ? "" : way.getFirst().toString();
    for (var column : header) {
      if (member.equals(MEMBERS.get(column))) {
        return new Finding(
            record.line(),
            header.indexOf(column) + 1L,
            column,
            true,
            violation.type(),
            violation.msg(),
            record.cells().get(column));
      }
    }
    return member.equals("title")
        ? new Finding(record.line(), null, "task", true, "missing", "is required", null)
        : Layout.finding(record.line(), null, violation, members);
  }
}
