package dev.errand.app.database;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * What PostgreSQL writes about itself. It is also how a failed start is noticed: the launcher would
 * wait for its whole patience, although the server said at once what hurts.
 */
final class ServerLog {

  private static final long LARGE = 10_000_000;
  private static final long POLL_MILLIS = 100;
  private static final Pattern COMPLAINT = Pattern.compile("^.*(FATAL|PANIC|error): +");

  /** What the launcher's own questions are answered with while the server recovers. */
  private static final String STILL_STARTING = "the database system is";

  private final Path file;
  private final long start;

  ServerLog(Path file) throws IOException {
    if (Files.exists(file) && Files.size(file) > LARGE) {
      Path previous = file.resolveSibling(file.getFileName() + ".1");
      Files.move(file, previous, StandardCopyOption.REPLACE_EXISTING);
    }
    this.file = file;
    this.start = Files.exists(file) ? Files.size(file) : 0;
  }

  ProcessBuilder.Redirect redirect() {
    return ProcessBuilder.Redirect.appendTo(file.toFile());
  }

  /**
   * Runs a start of the server, and gives up on it as soon as the log reports that it failed.
   *
   * @throws DatabaseUnavailable with the server's own complaint
   */
  <T> T watch(Callable<T> start) throws IOException {
    FutureTask<T> starting = new FutureTask<>(start);
    Thread.ofPlatform().daemon().name("postgres-start").start(starting);
    while (true) {
      try {
        return starting.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (complaint().isPresent()) {
          starting.cancel(true);
          throw failed(e);
        }
      } catch (ExecutionException e) {
        throw failed(e.getCause() == null ? e : e.getCause());
      } catch (InterruptedException e) {
        starting.cancel(true);
        Thread.currentThread().interrupt();
        throw failed(e);
      }
    }
  }

  private DatabaseUnavailable failed(Throwable cause) throws IOException {
    return new DatabaseUnavailable(
        "The embedded PostgreSQL does not start: %s (its log is %s)"
            .formatted(complaint().orElse(String.valueOf(cause.getMessage())), file),
        cause);
  }

  private Optional<String> complaint() throws IOException {
    return written()
        .lines()
        .filter(line -> COMPLAINT.matcher(line).find() && !line.contains(STILL_STARTING))
        .findFirst()
        .map(line -> COMPLAINT.matcher(line).replaceFirst("").strip());
  }

  private String written() throws IOException {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      log.seek(start);
      byte[] bytes = new byte[(int) Math.min(log.length() - start, LARGE)];
      log.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      return "";
    }
  }
}
