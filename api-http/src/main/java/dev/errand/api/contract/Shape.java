package dev.errand.api.contract;

import dev.errand.core.problem.Violation;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an object in a request must look like: its schema, the other names of its members, and
 * members that only answers have. Thread-safe.
 */
public final class Shape {

  /** No object at all, and nothing wrong with it. */
  public static final Checked NOTHING =
      new Checked(new JsonObject(), Spelling.CANONICAL, List.of(), Set.of());

  private final Schema schema;
  private final Aliases aliases;
  private final Set<String> immutable = new HashSet<>();

  Shape(JsonObject declared, Schema schema) {
    this.schema = schema;
    aliases = Aliases.of(declared);
    var properties = declared.getJsonObject("properties", new JsonObject());
    for (var name : properties.fieldNames()) {
      if (properties.getJsonObject(name).getBoolean("readOnly", false)) {
        immutable.add(name);
      }
    }
  }

  /**
   * An object that was checked.
   *
   * @param object with canonical names; empty if the value was none
   * @param spelling the names that the caller used
   * @param violations everything that is wrong, in the caller's names
   * @param faulty the canonical names of the members that something is wrong with
   */
  public record Checked(
      JsonObject object, Spelling spelling, List<Violation> violations, Set<String> faulty) {}

  /** Checks a value that stands at the given place. */
  public Checked check(@Nullable Object value, List<Object> loc) {
    if (!(value instanceof JsonObject sent)) {
      return new Checked(new JsonObject(), Spelling.CANONICAL, schema.check(value, loc), Set.of());
    }
    var renamed = aliases.canonical(sent, loc);
    var object = renamed.object();
    var violations = new ArrayList<Violation>();
    for (var violation : schema.check(object, loc)) {
      violations.add(named(violation, loc.size()));
    }
    for (var name : immutable) {
      if (object.containsKey(name)) {
        var at = new ArrayList<>(loc);
        at.add(name);
        violations.add(
            new Violation(List.copyOf(at), "cannot be changed once it is set", "immutable"));
      }
    }
    var faulty = new HashSet<>(renamed.contradicted());
    violations.forEach(violation -> member(violation, loc.size()).ifPresent(faulty::add));
    var all = new ArrayList<>(renamed.contradictions());
    all.addAll(renamed.spelling().of(violations));
    return new Checked(object, renamed.spelling(), all, faulty);
  }

  private static Optional<String> member(Violation violation, int depth) {
    var loc = violation.loc();
    return loc.size() > depth ? Optional.of(loc.get(depth).toString()) : Optional.empty();
  }

  private static Violation named(Violation violation, int depth) {
    var loc = violation.loc();
    return violation.type().equals("additionalProperties") && loc.size() == depth + 1
        ? new Violation(loc, violation.msg(), "unknown")
        : violation;
  }
}
