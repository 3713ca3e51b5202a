package dev.errand.api.contract;

import dev.errand.core.problem.Violation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Other names for the members of an object: {@code x-aliases} beside a property, and {@code
 * x-outer-aliases} beside a property of a property, which stand in the outer object.
 */
final class Aliases {

  /** From the alias to the path of the member it stands for. */
  private final Map<String, List<String>> paths = new LinkedHashMap<>();

  /** The aliases that a schema of an object declares. */
  static Aliases of(JsonObject schema) {
    var aliases = new Aliases();
    var properties = schema.getJsonObject("properties", new JsonObject());
    for (var name : properties.fieldNames()) {
      var property = properties.getJsonObject(name);
      each(property, "x-aliases", alias -> aliases.paths.put(alias, List.of(name)));
    }
    for (var name : properties.fieldNames()) {
      var inner = properties.getJsonObject(name).getJsonObject("properties", new JsonObject());
      for (var within : inner.fieldNames()) {
        each(
            inner.getJsonObject(within),
            "x-outer-aliases",
            alias -> aliases.paths.put(alias, List.of(name, within)));
      }
    }
    return aliases;
  }

  private static void each(JsonObject property, String keyword, Consumer<String> action) {
    property
        .getJsonArray(keyword, new JsonArray())
        .forEach(alias -> action.accept(alias.toString()));
  }

  /**
   * An object under canonical names.
   *
   * @param object with them
   * @param spelling the names it came with
   * @param contradictions aliases that say something else than the member itself
   * @param contradicted those members
   */
  record Renamed(
      JsonObject object,
      Spelling spelling,
      List<Violation> contradictions,
      Set<String> contradicted) {}

  /** The object with canonical names; itself, if it has no others. */
  Renamed canonical(JsonObject object, List<Object> loc) {
    var names = object.getMap().keySet();
    if (paths.keySet().stream().noneMatch(names::contains)) {
      return new Renamed(object, Spelling.CANONICAL, List.of(), Set.of());
    }
    var renamed = new JsonObject(new LinkedHashMap<>(object.getMap()));
    var spelling = new Spelling.Builder();
    var contradictions = new ArrayList<Violation>();
    var contradicted = new HashSet<String>();
    paths.forEach(
        (alias, path) -> {
          if (renamed.containsKey(alias)) {
            var value = renamed.remove(alias);
            var spelled = append(loc, alias);
            if (put(renamed, path, value)) {
              spelling.used(append(loc, path.toArray()), spelled);
            } else {
              contradicted.add(path.getFirst());
              contradictions.add(
                  new Violation(
                      spelled,
                      "means the same as %s but says something else: give one of them"
                          .formatted(String.join(".", path)),
                      "contradiction"));
            }
          }
        });
    return new Renamed(renamed, spelling.build(), contradictions, contradicted);
  }

  /** Puts a value at a path unless another is there. */
  private static boolean put(JsonObject object, List<String> path, @Nullable Object value) {
    var parent = object;
    if (path.size() > 1) {
      var outer = object.getValue(path.getFirst());
      if (outer != null && !(outer instanceof JsonObject)) {
        return false;
      }
      parent = outer == null ? new JsonObject() : ((JsonObject) outer).copy();
      object.put(path.getFirst(), parent);
    }
    var name = path.getLast();
    if (parent.containsKey(name)) {
      return Objects.equals(parent.getValue(name), value);
    }
    parent.put(name, value);
    return true;
  }

  private static List<Object> append(List<Object> loc, Object... more) {
    var longer = new ArrayList<>(loc);
    longer.addAll(List.of(more));
    return List.copyOf(longer);
  }
}
