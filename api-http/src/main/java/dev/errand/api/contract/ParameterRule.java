package dev.errand.api.contract;

import dev.errand.api.json.JsonReader;
import dev.errand.core.problem.Violation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One parameter in the query or the path: its names, its schema, and its default. Thread-safe. */
final class ParameterRule {

  private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");
  private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,15}(\\.\\d{1,15})?");

  private final String name;
  private final String in;
  private final List<String> aliases;
  private final String type;
  private final @Nullable Object byDefault;
  private final Schema schema;

  ParameterRule(JsonObject declared, JsonObject resolvedSchema, Schema schema) {
    name = declared.getString("name");
    in = declared.getString("in");
    aliases =
        declared.getJsonArray("x-aliases", new JsonArray()).stream().map(String::valueOf).toList();
    type = resolvedSchema.getString("type", "string");
    byDefault = resolvedSchema.getValue("default");
    this.schema = schema;
  }

  String name() {
    return name;
  }

  boolean inPath() {
    return in.equals("path");
  }

  List<String> names() {
    var names = new ArrayList<>(aliases);
    names.addFirst(name);
    return names;
  }

  @Nullable Object byDefault() {
    return byDefault;
  }

  /** The value of what was sent under one of the names; what is wrong is added to the problems. */
  Object read(String spelled, List<String> sent, List<Violation> problems) {
    List<Object> loc = List.of(in, spelled);
    for (var text : sent) {
      var flaw = JsonReader.flaw(text);
      if (flaw != null) {
        problems.add(new Violation(loc, flaw, "character"));
        return asSent(sent);
      }
    }
    if (sent.size() > 1 && !type.equals("array")) {
      problems.add(new Violation(loc, "must be given once", "repeated"));
      return asSent(sent);
    }
    var value = type.equals("array") ? asSent(sent) : scalar(sent.getFirst());
    for (var violation : schema.check(value, loc)) {
      problems.add(new Violation(loc, violation.msg(), violation.type()));
    }
    return value;
  }

  private Object asSent(List<String> sent) {
    return type.equals("array") ? new JsonArray(List.copyOf(sent)) : sent.getFirst();
  }

  private Object scalar(String text) {
    return switch (type) {
      case "integer" -> INTEGER.matcher(text).matches() ? (Object) Long.valueOf(text) : text;
      case "number" -> DECIMAL.matcher(text).matches() ? (Object) Double.valueOf(text) : text;
      case "boolean" ->
          text.equals("true") || text.equals("false") ? (Object) Boolean.valueOf(text) : text;
      default -> text;
    };
  }
}
