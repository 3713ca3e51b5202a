package dev.errand.core.schema;

import dev.errand.core.problem.Violation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns the validator's errors, which echo along the way up, into one violation per mistake. */
final class Findings {

  /** Keywords whose errors only repeat what a keyword below them has said. */
  private static final Set<String> ECHOES =
      Set.of(
          "properties",
          "items",
          "prefixItems",
          "$ref",
          "allOf",
          "then",
          "else",
          "patternProperties",
          "propertyNames");

  private static final Set<String> CLOSED = Set.of("additionalProperties", "unevaluatedProperties");
  private static final Set<String> CHOICES = Set.of("oneOf", "anyOf");

  /** As many members are named to who wrote one that is like none of them. */
  private static final int LISTED = 12;

  private final JsonObject root;
  private final @Nullable Object value;
  private final List<Object> loc;

  Findings(JsonObject root, @Nullable Object value, List<Object> loc) {
    this.root = root;
    this.value = value;
    this.loc = loc;
  }

  List<Violation> of(List<OutputUnit> errors) {
    var real = errors.stream().filter(e -> !ECHOES.contains(keyword(e))).toList();
    return real.stream()
        .filter(e -> !(CLOSED.contains(keyword(e)) && explained(e, real)))
        .filter(e -> meant(e, real) == null)
        .filter(
            e -> real.stream().noneMatch(choice -> isBelow(e, choice) && !isMeant(e, choice, real)))
        .filter(e -> !(keyword(e).equals("type") && real.stream().anyMatch(o -> isEnum(o, e))))
        .map(e -> violation(e, real))
        .distinct()
        .toList();
  }

  /** A declared member that fails its own schema is reported once more as an additional one. */
  private static boolean explained(OutputUnit error, List<OutputUnit> real) {
    var at = error.getInstanceLocation();
    return real.stream()
        .filter(
            other -> !CLOSED.contains(keyword(other)) || !other.getInstanceLocation().equals(at))
        .anyMatch(
            other ->
                other.getInstanceLocation().equals(at)
                    || other.getInstanceLocation().startsWith(at + "/"));
  }

  private static boolean isBelow(OutputUnit error, OutputUnit choice) {
    return CHOICES.contains(keyword(choice))
        && error.getKeywordLocation().startsWith(choice.getKeywordLocation() + "/");
  }

  private boolean isMeant(OutputUnit error, OutputUnit choice, List<OutputUnit> real) {
    var meant = meant(choice, real);
    return meant != null && error.getKeywordLocation().startsWith(meant);
  }

  /** Where the only form of a choice is that takes objects, or lists, if the value is one. */
  private @Nullable String meant(OutputUnit choice, List<OutputUnit> real) {
    var at = choice.getInstanceLocation();
    if (!CHOICES.contains(keyword(choice))
        || resolve(inWords(choice)) != null
        || !(value(at) instanceof JsonObject || value(at) instanceof JsonArray)) {
      return null;
    }
    var forms = new HashSet<String>();
    var others = new HashSet<String>();
    for (var error : real) {
      if (isBelow(error, choice)) {
        int from = choice.getKeywordLocation().length() + 1;
        var form =
            error
                .getKeywordLocation()
                .substring(0, error.getKeywordLocation().indexOf('/', from) + 1);
        forms.add(form);
        if (keyword(error).equals("type") && error.getInstanceLocation().equals(at)) {
          others.add(form);
        }
      }
    }
    forms.removeAll(others);
    return forms.size() == 1 ? forms.iterator().next() : null;
  }

  private @Nullable Object value(String instanceLocation) {
    Object at = value;
    for (var token : tokens(instanceLocation)) {
      at = child(at, token);
    }
    return at;
  }

  /** The values that are allowed are of the type that is wanted. */
  private static boolean isEnum(OutputUnit other, OutputUnit type) {
    return keyword(other).equals("enum")
        && other.getInstanceLocation().equals(type.getInstanceLocation());
  }

  private Violation violation(OutputUnit error, List<OutputUnit> real) {
    var keyword = keyword(error);
    var where = new ArrayList<>(loc);
    where.addAll(path(error.getInstanceLocation()));
    if (keyword.equals("required")) {
      where.add(quoted(error.getError()));
      return new Violation(where, "is required", "missing");
    }
    var message =
        CHOICES.contains(keyword) && resolve(inWords(error)) == null
            ? real.stream()
                .filter(e -> isBelow(e, error))
                .map(this::message)
                .distinct()
                .collect(Collectors.joining(", or "))
            : message(error);
    return new Violation(where, message.isEmpty() ? error.getError() : message, keyword);
  }

  private String message(OutputUnit error) {
    var keyword = keyword(error);
    if (CLOSED.contains(keyword)) {
      return "is not a known member" + hint(error);
    }
    if (keyword.equals("required")) {
      return "needs the member " + quoted(error.getError());
    }
    if (resolve(inWords(error)) instanceof String words) {
      return words;
    }
    var expected = resolve(error.getAbsoluteKeywordLocation());
    return expected == null ? error.getError() : Wording.of(keyword, expected, error.getError());
  }

  /** Beside a pattern or a choice, {@code x-pattern} and {@code x-anyOf} may say what it means. */
  private static @Nullable String inWords(OutputUnit error) {
    var keyword = keyword(error);
    return keyword.equals("pattern") || CHOICES.contains(keyword)
        ? beside(error, "x-" + keyword)
        : null;
  }

  private static @Nullable String beside(OutputUnit error, String other) {
    var location = error.getAbsoluteKeywordLocation();
    return location == null ? null : location.substring(0, location.lastIndexOf('/') + 1) + other;
  }

  /** Of the members that the object may have, by whatever name, the one that was meant. */
  private String hint(OutputUnit error) {
    if (!(resolve(beside(error, "properties")) instanceof JsonObject properties)) {
      return "";
    }
    var hint = Nearest.hint(tokens(error.getInstanceLocation()).getLast(), names(properties));
    return !hint.isEmpty() || properties.isEmpty() || properties.size() > LISTED
        ? hint
        : "; known are " + String.join(", ", properties.fieldNames());
  }

  private static Set<String> names(JsonObject properties) {
    var names = new HashSet<>(properties.fieldNames());
    for (var property : properties) {
      if (property.getValue() instanceof JsonObject schema) {
        names.addAll(aliases(schema, "x-aliases"));
        var inner = schema.getJsonObject("properties", new JsonObject());
        for (var within : inner.fieldNames()) {
          names.addAll(aliases(inner.getJsonObject(within), "x-outer-aliases"));
        }
      }
    }
    return names;
  }

  private static List<String> aliases(JsonObject schema, String keyword) {
    return schema.getJsonArray(keyword, new JsonArray()).stream().map(String::valueOf).toList();
  }

  private static String keyword(OutputUnit error) {
    var location = error.getKeywordLocation();
    return location.substring(location.lastIndexOf('/') + 1);
  }

  private static String quoted(String text) {
    int from = text.indexOf('"');
    int to = text.lastIndexOf('"');
    return from < 0 || to <= from ? text : text.substring(from + 1, to);
  }

  /** The value of the keyword in the schema; null where it cannot be told. */
  private @Nullable Object resolve(@Nullable String absoluteLocation) {
    Object at = root;
    if (absoluteLocation == null || absoluteLocation.indexOf('#') < 0) {
      return null;
    }
    for (var token : tokens(absoluteLocation.substring(absoluteLocation.indexOf('#')))) {
      at = child(at, token);
    }
    return at;
  }

  private List<Object> path(String instanceLocation) {
    var path = new ArrayList<>();
    Object at = value;
    for (var token : tokens(instanceLocation)) {
      path.add(at instanceof JsonArray ? (Object) Integer.valueOf(token) : token);
      at = child(at, token);
    }
    return path;
  }

  private static @Nullable Object child(@Nullable Object parent, String token) {
    return switch (parent) {
      case JsonObject object -> object.getValue(token);
      case JsonArray array -> array.getValue(Integer.parseInt(token));
      case null, default -> null;
    };
  }

  private static List<String> tokens(String pointer) {
    return Pointers.tokens(pointer);
  }
}
