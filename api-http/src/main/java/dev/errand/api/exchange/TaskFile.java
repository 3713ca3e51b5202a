package dev.errand.api.exchange;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.errand.api.task.TaskJson;
import dev.errand.core.task.Task;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** The formats of an export: what stands before, between and behind the tasks. */
enum TaskFile {
  /** As {@link TaskTable} says. */
  CSV("text/csv", "csv") {
    @Override
    Buffer head() {
      return lines(List.of(TaskTable.columns()));
    }

    @Override
    Buffer tasks(List<Task> tasks, long before, TaskJson json) {
      return lines(
          tasks.stream().map(task -> TaskTable.cells(new JsonObject(json.body(task)))).toList());
    }
  },
  /** A document like a list's. */
  JSON("application/json", "json") {
    @Override
    Buffer head() {
      return Buffer.buffer("{\"items\":[");
    }

    @Override
    Buffer tasks(List<Task> tasks, long before, TaskJson json) {
      var some = Buffer.buffer();
      for (var task : tasks) {
        some.appendString(before + some.length() == 0 ? "\n" : ",\n").appendBuffer(json.body(task));
      }
      return some;
    }

    @Override
    Buffer foot(long total) {
      return Buffer.buffer("\n],\"total\":%d}\n".formatted(total));
    }
  },
  /** A line for each. */
  NDJSON("application/x-ndjson", "ndjson") {
    @Override
    Buffer tasks(List<Task> tasks, long before, TaskJson json) {
      var some = Buffer.buffer();
      tasks.forEach(task -> some.appendBuffer(json.body(task)).appendByte((byte) '\n'));
      return some;
    }
  };

  private final String mediaType;
  private final String ending;

  TaskFile(String mediaType, String ending) {
    this.mediaType = mediaType;
    this.ending = ending;
  }

  String mediaType() {
    return mediaType;
  }

  String ending() {
    return ending;
  }

  Buffer head() {
    return Buffer.buffer();
  }

  /** The next tasks, behind so many others. */
  abstract Buffer tasks(List<Task> tasks, long before, TaskJson json);

  Buffer foot(long total) {
    return Buffer.buffer();
  }

  private static Buffer lines(
      List<? extends List<? extends @org.jspecify.annotations.Nullable String>> lines) {
    var text = new StringWriter();
    try (var writer = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(text)) {
      for (var line : lines) {
        writer.writeRecord(line.toArray(String[]::new));
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return Buffer.buffer(text.toString());
  }
}
