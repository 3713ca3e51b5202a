package dev.errand.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON straight into bytes: nothing is built in between. Used by one thread, while {@link
 * #write} runs.
 */
public final class JsonWriter {

  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonGenerator out;
  private @Nullable Instant lastTime;
  private String lastTimeText = "";

  private JsonWriter(JsonGenerator out) {
    this.out = out;
  }

  /** Writes one object; the consumer writes its members. */
  public static Buffer write(Consumer<JsonWriter> members) {
    try (var bytes = new ByteArrayBuilder(1024);
        var out = FACTORY.createGenerator(bytes)) {
      var writer = new JsonWriter(out);
      out.writeStartObject();
      members.accept(writer);
      out.writeEndObject();
      out.flush();
      return Buffer.buffer(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a text or null. */
  public JsonWriter text(String name, @Nullable String value) {
    return run(
        () -> {
          out.writeFieldName(name);
          if (value == null) {
            out.writeNull();
          } else {
            out.writeString(value);
          }
        });
  }

  /** Writes an id or null. */
  public JsonWriter id(String name, @Nullable UUID value) {
    return text(name, value == null ? null : value.toString());
  }

  /** Writes an instant, in UTC, or null. */
  public JsonWriter time(String name, @Nullable Instant value) {
    return text(name, value == null ? null : written(value));
  }

  /** What was created together bears one time, which takes longer to write than to compare. */
  private String written(Instant value) {
    if (!value.equals(lastTime)) {
      lastTime = value;
      lastTimeText = value.toString();
    }
    return lastTimeText;
  }

  /** Writes a truth value. */
  public JsonWriter flag(String name, boolean value) {
    return run(() -> out.writeBooleanField(name, value));
  }

  /** Writes an integer. */
  public JsonWriter integer(String name, long value) {
    return run(() -> out.writeNumberField(name, value));
  }

  /** Writes any JSON value: text, number, boolean, object, array or null. */
  public JsonWriter value(String name, @Nullable Object value) {
    return run(
        () -> {
          out.writeFieldName(name);
          any(value);
        });
  }

  /** Writes an object; the consumer writes its members. */
  public JsonWriter object(String name, Consumer<JsonWriter> members) {
    return run(
        () -> {
          out.writeObjectFieldStart(name);
          members.accept(this);
          out.writeEndObject();
        });
  }

  /** Writes an array of objects; the consumer writes the members of each. */
  public <T> JsonWriter objects(
      String name, List<T> items, BiConsumer<JsonWriter, ? super T> members) {
    return run(
        () -> {
          out.writeArrayFieldStart(name);
          for (var item : items) {
            out.writeStartObject();
            members.accept(this, item);
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  private void any(@Nullable Object value) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case String text -> out.writeString(text);
      case Boolean truth -> out.writeBoolean(truth);
      case Number number -> number(number);
      case JsonObject object -> map(object.getMap());
      case JsonArray array -> list(array.getList());
      case Map<?, ?> map -> map(map);
      case List<?> list -> list(list);
      default -> out.writeString(value.toString());
    }
  }

  private void number(Number number) throws IOException {
    switch (number) {
      case Integer n -> out.writeNumber(n);
      case Long n -> out.writeNumber(n);
      case Double n -> out.writeNumber(n);
      case BigInteger n -> out.writeNumber(n);
      case BigDecimal n -> decimal(n);
      default -> out.writeNumber(number.toString());
    }
  }

  /** Without the zeros that a column's scale appends. */
  private void decimal(BigDecimal number) throws IOException {
    out.writeNumber(number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString());
  }

  private void map(Map<?, ?> map) throws IOException {
    out.writeStartObject();
    for (var entry : map.entrySet()) {
      out.writeFieldName(String.valueOf(entry.getKey()));
      any(entry.getValue());
    }
    out.writeEndObject();
  }

  private void list(List<?> list) throws IOException {
    out.writeStartArray();
    for (var element : list) {
      any(element);
    }
    out.writeEndArray();
  }

  private JsonWriter run(Writing writing) {
    try {
      writing.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Writing {
    void run() throws IOException;
  }
}
