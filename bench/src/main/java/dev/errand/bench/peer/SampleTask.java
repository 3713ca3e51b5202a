package dev.errand.bench.peer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The task that every side writes and reads: once as the JSON that a caller posts, once as the
 * values that the service makes of it. Ids can be computed from a number, so that both sides can
 * pick one at random without looking it up first.
 */
public final class SampleTask {

  /** The tenant of a caller who names none. */
  public static final String TENANT = "local";

  /** What stands before the number in the id of a seeded task. */
  public static final String ID_PREFIX = "01900000-0000-7000-8000-";

  private static final String DESCRIPTION =
      "Check the pressure and look for leaks along the northern row before the evening shift.";

  private static final Pattern COLUMNS = Pattern.compile("as new\\(([^)]*)\\)");
  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");

  private SampleTask() {}

  /** As posted; the run of # becomes a number. */
  public static String json() {
    return """
    {"title":"Inspect irrigation valve ########","description":"%s","type":"irrigation",\
    "priority":"high","due_at":"2035-06-01T08:00:00Z","field_id":"field-17",\
    "metadata":{"crew":"north"}}"""
        .formatted(DESCRIPTION);
  }

  /** As stored: the column of the creation statement, and its value. */
  public static Map<String, @Nullable String> columns() {
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    values.put("tenant_id", TENANT);
    values.put("namespace", "default");
    values.put("type", "irrigation");
    values.put("performer", "human");
    values.put("title", "Inspect irrigation valve 0001e240");
    values.put("description", DESCRIPTION);
    values.put("priority_rank", "10");
    values.put("config", "{}");
    values.put("metadata", "{\"crew\":\"north\"}");
    values.put("tags", "{\"tags\":[]}");
    values.put("owner_id", "me");
    values.put("created_by", "me");
    values.put("field_id", "field-17");
    values.put("due_at", "2035-06-01T08:00:00Z");
    values.put("drift_score", "0");
    values.put("credits_per_run", "0");
    values.put("status", "pending");
    values.put("client", "127.0.0.1");
    values.put("request_id", "01900000-0000-7000-8000-00000001e240");
    values.put("args", "{\"args\":[]}");
    values.put("store_result", "true");
    return values;
  }

  /**
   * Puts expressions in the place of a creation statement's parameters, by their columns' names.
   */
  static String render(String sql, Expression expression) {
    var list = COLUMNS.matcher(sql);
    if (!list.find()) {
      throw new IllegalStateException("The creation statement no longer names its columns");
    }
    var names = list.group(1).strip().split("\\s*,\\s*", -1);
    return PARAMETER
        .matcher(sql)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    expression.of(names[Integer.parseInt(found.group(1)) - 1])));
  }

  /** What stands for a column's array of values. */
  @FunctionalInterface
  interface Expression {
    String of(String column);
  }

  /**
   * The statement that creates the tasks of the numbers from {@code first} to {@code last}.
   *
   * @param sql the creation statement
   */
  public static String seed(String sql, long first, long last) {
    var values = columns();
    return render(
        sql,
        column -> {
          var value =
              switch (column) {
                case "id" -> "('%s' || lpad(to_hex(n), 12, '0'))::uuid".formatted(ID_PREFIX);
                case "event_id" -> "uuidv7()";
                case "created_at" -> "now()";
                default -> {
                  var text = values.get(column);
                  yield text == null ? "null::text" : "'" + text.replace("'", "''") + "'";
                }
              };
          return "array(select %s from generate_series(%d, %d) as n)".formatted(value, first, last);
        });
  }
}
