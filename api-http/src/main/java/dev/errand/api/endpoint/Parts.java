package dev.errand.api.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.errand.api.json.JsonWriter;
import dev.errand.core.page.Page;
import dev.errand.core.page.Page.Part;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lists in parts, as callers ask for them and get them. */
public final class Parts {

  private Parts() {}

  /** Of a list in the order of names. */
  public static Part ofNames(Input input) {
    return part(input, input.text("cursor"));
  }

  /** As much as one answer holds. */
  public static final Part MOST = new Part(100, 0, null);

  /** Of a list in the order of ids. */
  public static Part ofIds(Input input) {
    return checked(input, UUID::fromString);
  }

  /** Of a list in the order of numbers. */
  public static Part ofNumbers(Input input) {
    return checked(input, Long::valueOf);
  }

  private static Part checked(Input input, Function<String, ?> place) {
    var part = ofNames(input);
    try {
      if (part.after() != null) {
        var unused = place.apply(part.after());
      }
      return part;
    } catch (IllegalArgumentException noPlace) {
      throw malformed();
    }
  }

  private static Part part(Input input, @Nullable String cursor) {
    return new Part(
        input.integer("limit"), input.integer("offset"), cursor == null ? null : decode(cursor));
  }

  private static String decode(String cursor) {
    try {
      var place = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
      if (place.chars().noneMatch(Character::isISOControl)) {
        return place;
      }
    } catch (IllegalArgumentException malformed) {
      // Told below.
    }
    throw malformed();
  }

  private static Problem malformed() {
    return new Problem.Invalid(
        List.of(
            new Violation(
                List.of("query", "cursor"), "is not a next_cursor of an earlier page", "cursor")));
  }

  /** One of them, with the place where the next begins; the consumer writes an item's members. */
  public static <T> Answer answer(
      Page<T> page, Part part, BiConsumer<JsonWriter, ? super T> members) {
    return Answer.ok(body(page, part, members));
  }

  private static <T> Buffer body(
      Page<T> page, Part part, BiConsumer<JsonWriter, ? super T> members) {
    var next = page.next();
    return JsonWriter.write(
        json ->
            json.objects("items", page.items(), members)
                .value("total", page.total())
                .integer("limit", part.limit())
                .integer("offset", part.offset())
                .text(
                    "next_cursor",
                    next == null
                        ? null
                        : Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(next.getBytes(UTF_8))));
  }
}
