package dev.errand.core.schedule;

import dev.errand.core.problem.Violation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a schedule's object, with their aliases; collects what is wrong with them, and
 * refuses those that nobody asked for.
 */
final class Members {

  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
  static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  private final JsonObject json;
  private final List<Object> loc;
  private final List<Violation> violations = new ArrayList<>();
  private final Set<String> canonical = new LinkedHashSet<>();
  private final Set<String> known = new LinkedHashSet<>();
  private final Map<String, String> places = new HashMap<>();
  private final Set<String> wrong = new HashSet<>();

  Members(JsonObject json, List<Object> loc) {
    this.json = json;
    this.loc = loc;
  }

  List<Violation> violations() {
    return violations;
  }

  boolean has(String name) {
    return json.getValue(name) != null;
  }

  /** The value, or a word about its absence unless something else was wrong with it. */
  <T> @Nullable T required(String name, @Nullable T value, String example) {
    if (value == null && !wrong.contains(name)) {
      wrong(name, "is required: " + example, "missing");
    }
    return value;
  }

  void wrong(String member, String msg, String type) {
    wrong.add(member);
    var where = new ArrayList<>(loc);
    where.add(places.getOrDefault(member, member));
    violations.add(new Violation(where, msg, type));
  }

  /** The value under a name or one of its aliases; more than one have to agree. */
  @Nullable Object value(String name, String... aliases) {
    canonical.add(name);
    known.add(name);
    var value = json.getValue(name);
    for (var alias : aliases) {
      known.add(alias);
      var other = json.getValue(alias);
      if (value == null && other != null) {
        value = other;
        places.put(name, alias);
      } else if (other != null && !asList(other).equals(asList(value))) {
        wrong(
            alias,
            "contradicts " + places.getOrDefault(name, name) + ": give one of them",
            "alias");
      }
    }
    return value;
  }

  static List<Object> asList(@Nullable Object value) {
    if (value instanceof JsonArray array) {
      return new ArrayList<>(array.stream().toList());
    }
    return value == null ? List.of() : List.of(value);
  }

  @Nullable String text(String name, String... aliases) {
    var value = value(name, aliases);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    wrong(name, "must be a string", "type");
    return null;
  }

  @Nullable Integer integer(String name, int least, int most) {
    var value = value(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Number number)
        || number.doubleValue() != Math.rint(number.doubleValue())) {
      wrong(name, "must be an integer", "type");
      return null;
    }
    if (number.doubleValue() < least || number.doubleValue() > most) {
      wrong(name, "must be between " + least + " and " + most, "range");
      return null;
    }
    return number.intValue();
  }

  /** To the microsecond, as the database keeps it. */
  @Nullable Instant instant(String name) {
    var text = text(name);
    if (text == null) {
      return null;
    }
    try {
      var instant = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
      if (!instant.isBefore(EARLIEST) && instant.isBefore(LATEST)) {
        return instant;
      }
      wrong(name, "must lie in the years 1970 to 9998", "range");
    } catch (DateTimeException e) {
      wrong(name, "must be an RFC 3339 time such as 2026-01-31T08:00:00Z", "format");
    }
    return null;
  }

  /** In whole seconds. */
  @Nullable Duration duration(String name, Duration least, Duration most) {
    var text = text(name);
    if (text == null) {
      return null;
    }
    Duration duration;
    try {
      duration = parse(text);
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      wrong(
          name,
          "must be an ISO 8601 duration such as PT15M, P1D or P2W; months and years have no fixed"
              + " length: use type monthly, cron or rrule",
          "format");
      return null;
    }
    if (duration.compareTo(least) < 0
        || duration.compareTo(most) > 0
        || !duration.equals(duration.truncatedTo(ChronoUnit.SECONDS))) {
      wrong(name, "must be whole seconds between " + least + " and " + most, "range");
      return null;
    }
    return duration;
  }

  /** Duration.parse knows no weeks. */
  private static Duration parse(String text) {
    return text.matches("P\\d{1,6}W")
        ? Duration.ofDays(7 * Long.parseLong(text.substring(1, text.length() - 1)))
        : Duration.parse(text);
  }

  <E extends Enum<E>> E word(String name, E otherwise) {
    var choice = choice(name, otherwise.getDeclaringClass());
    return choice == null ? otherwise : choice;
  }

  <E extends Enum<E>> @Nullable E choice(String name, Class<E> choices) {
    var text = text(name);
    if (text == null) {
      return null;
    }
    var found = Words.find(choices, text);
    if (found.isEmpty()) {
      wrong(name, "must be one of " + String.join(", ", Words.all(choices)), "enum");
    }
    return found.orElse(null);
  }

  /** To be called last: what was not asked for until now is not taken. */
  void refuseOthers(String type) {
    for (var name : json.fieldNames()) {
      if (!known.contains(name)) {
        wrong(
            name,
            "is not taken by a schedule of type %s, which takes %s"
                .formatted(type, String.join(", ", canonical)),
            "additionalProperties");
      }
    }
  }
}
