package dev.errand.api.exchange;

import dev.errand.api.json.JsonReader;
import dev.errand.api.problem.HttpProblem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** NDJSON: an object on each line. A line that is none is one faulty record, not the file's end. */
final class JsonLines implements Records {

  private static final int BUFFER = 16 * 1024;

  private final Reader in;
  private final Layout layout;
  private final char[] buffer = new char[BUFFER];
  private int position;
  private int limit;
  private long line;

  JsonLines(Reader in, Layout layout) {
    this.in = in;
    this.layout = layout;
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public @Nullable FileRecord next() {
    try {
      String text = line();
      while (text != null && text.isBlank()) {
        text = line();
      }
      return text == null ? null : record(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without its end, which is a line feed, perhaps behind a carriage return; null at the end. */
  private @Nullable String line() throws IOException {
    line++;
    var text = new StringBuilder();
    while (true) {
      if (position == limit) {
        limit = in.read(buffer, 0, buffer.length);
        position = 0;
        if (limit < 0) {
          limit = 0;
          return text.isEmpty() ? null : text.toString();
        }
      }
      int from = position;
      while (position < limit && buffer[position] != '\n') {
        position++;
      }
      text.append(buffer, from, position - from);
      if (text.length() > LONGEST) {
        throw new Refusal(
            line, LONGEST, "too_long", "has a line of more than %d characters".formatted(LONGEST));
      }
      if (position < limit) {
        position++;
        return text.toString();
      }
    }
  }

  private FileRecord record(String text) {
    try {
      var read = JsonReader.read(Buffer.buffer(text));
      if (read.value() instanceof JsonObject object) {
        var flaws =
            read.flaws().stream().map(flaw -> Layout.finding(line, null, flaw, object)).toList();
        return new FileRecord(line, Map.of(), object, flaws, text.length());
      }
      return faulty("must be an object that begins and ends on this line");
    } catch (HttpProblem malformed) {
      return faulty(String.valueOf(malformed.getMessage()));
    }
  }

  private FileRecord faulty(String msg) {
    var flaw = Finding.at(line, 1, "malformed_json", msg);
    return new FileRecord(line, Map.of(), null, List.of(flaw), 0);
  }
}
