package dev.errand.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.errand.api.problem.HttpProblem;
import dev.errand.core.problem.Violation;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of request bodies: strict about the syntax and the encoding, and about values that
 * could not be stored and given back as they are.
 */
public final class JsonReader {

  private static final int DEPTH = 100;

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          // The names in a body are the caller's to choose: interned, they would never be freed.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private final JsonParser parser;
  private final Deque<Object> path = new ArrayDeque<>();
  private final List<Violation> flaws = new ArrayList<>();

  private JsonReader(JsonParser parser) {
    this.parser = parser;
    path.add("body");
  }

  /**
   * What was read.
   *
   * @param value a string, number, boolean, null, JsonObject or JsonArray
   * @param flaws values that could not be kept as they are
   */
  public record Json(@Nullable Object value, List<Violation> flaws) {}

  /**
   * Reads a whole body.
   *
   * @throws HttpProblem with status 400 if it is not JSON; the message says where
   */
  public static Json read(Buffer body) {
    try (var parser = FACTORY.createParser(text(body))) {
      var reader = new JsonReader(parser);
      if (parser.nextToken() == null) {
        throw HttpProblem.badRequest("body_missing", "The body is empty: send JSON");
      }
      var value = reader.value();
      if (parser.nextToken() != null) {
        throw malformed(parser, "there is something after the end");
      }
      return new Json(value, List.copyOf(reader.flaws));
    } catch (StreamConstraintsException tooMuch) {
      var deep = tooMuch.getOriginalMessage().startsWith("Document nesting depth");
      throw HttpProblem.badRequest(
          "malformed_json",
          deep
              ? "The JSON nests deeper than %d levels".formatted(DEPTH)
              : "The JSON has a name or a number that is too long");
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw HttpProblem.badRequest(
          "malformed_json",
          "Malformed JSON at line %d, column %d: %s"
              .formatted(at.getLineNr(), at.getColumnNr(), inShort(e)));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Without where the parser thinks that the document comes from. */
  private static String inShort(JsonProcessingException e) {
    return e.getOriginalMessage().replaceFirst(" \\(start marker at .*", "");
  }

  /** What keeps a text from being stored; null if nothing does. */
  public static @Nullable String flaw(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return "must not contain the character U+0000";
      }
      if (Character.isSurrogate(c)) {
        if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
          return "must not contain half of a surrogate pair";
        }
        i++;
      }
    }
    return null;
  }

  /** Decoding replaces what is malformed, so only a text with replacements needs a second look. */
  private static String text(Buffer body) {
    var bytes = body.getBytes();
    var text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      } catch (CharacterCodingException e) {
        throw HttpProblem.badRequest("malformed_json", "The body is not UTF-8");
      }
    }
    return text;
  }

  private static HttpProblem malformed(JsonParser parser, String why) {
    var at = parser.currentTokenLocation();
    return HttpProblem.badRequest(
        "malformed_json",
        "Malformed JSON at line %d, column %d: %s"
            .formatted(at.getLineNr(), at.getColumnNr(), why));
  }

  private @Nullable Object value() throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> string(parser.getText());
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> decimal(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw malformed(parser, "unexpected " + parser.currentToken());
    };
  }

  private JsonObject object() throws IOException {
    var object = new JsonObject();
    for (var sent = parser.nextFieldName(); sent != null; sent = parser.nextFieldName()) {
      var flaw = flaw(sent);
      var name = flaw == null ? sent : harmless(sent);
      path.addLast(name);
      if (flaw != null) {
        flaw(flaw, "character");
      }
      if (object.containsKey(name)) {
        flaw("must not be given twice", "duplicate");
      }
      parser.nextToken();
      object.put(name, value());
      path.removeLast();
    }
    return object;
  }

  private JsonArray array() throws IOException {
    var array = new JsonArray();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      path.addLast(array.size());
      array.add(value());
      path.removeLast();
    }
    return array;
  }

  private String string(String text) {
    var flaw = flaw(text);
    if (flaw == null) {
      return text;
    }
    flaw(flaw, "character");
    return harmless(text);
  }

  /** With what is flawed replaced, so that an answer can name it. */
  private static String harmless(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
        .replace('\0', '\uFFFD');
  }

  private Number integer() throws IOException {
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      flaw("must fit into 64 bits", "number");
      return 0;
    }
    return parser.getNumberValue();
  }

  private Number decimal(String text) {
    var number = Double.parseDouble(text);
    if (Double.isInfinite(number)) {
      flaw("must be between -1.7976931348623157e308 and 1.7976931348623157e308", "number");
    } else if (losesDigits(text, number)) {
      flaw("has more digits than can be kept; the nearest that can is " + number, "number");
    }
    return number;
  }

  private static boolean losesDigits(String text, double number) {
    // Fifteen significant digits always survive; an exponent might leave the range.
    boolean surely = text.length() <= 16 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
    if (surely) {
      return false;
    }
    try {
      return new BigDecimal(text).compareTo(new BigDecimal(Double.toString(number))) != 0;
    } catch (NumberFormatException tooFar) {
      return true; // An exponent of more than 31 bits.
    }
  }

  private void flaw(String message, String type) {
    flaws.add(new Violation(List.copyOf(path), message, type));
  }
}
