package dev.errand.bench.postgres;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The plans of statements on tasks that a server has logged since a moment. */
public final class LoggedPlans {

  private static final Pattern ENTRY =
      Pattern.compile("(?m)^(?=\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)");
  private static final Pattern PLAN =
      Pattern.compile("duration: ([\\d.]+) ms\\s+plan:\\s*(Query Text:.*)", Pattern.DOTALL);

  private final Path log;
  private final long start;

  private LoggedPlans(Path log, long start) {
    this.log = log;
    this.start = start;
  }

  /** From now on. */
  public static LoggedPlans from(Path log) {
    try {
      return new LoggedPlans(log, Files.size(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those that have been logged, each with how long its statement took; empty if there is none. */
  public String read() {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(start);
      var bytes = new byte[(int) (file.length() - start)];
      file.readFully(bytes);
      var written = new String(bytes, StandardCharsets.UTF_8);
      return Arrays.stream(ENTRY.split(written))
          .map(PLAN::matcher)
          .filter(entry -> entry.find() && entry.group(2).contains("task"))
          .map(entry -> "%s ms: %s\n".formatted(entry.group(1), entry.group(2).strip()))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
