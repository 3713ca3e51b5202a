package dev.errand.bench.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that the benchmark has started, and ends by its own id. May be used from any thread.
 */
public final class Child implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(40);

  private final Process process;
  private final Path log;

  private Child(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * How to start one.
   *
   * @param command the program and its arguments
   * @param environment added to this process's own
   * @param log takes what it writes
   */
  public record Start(List<String> command, Map<String, String> environment, Path log) {}

  /** Starts one; it is ended with this process at the latest. */
  public static Child start(Start start, Cleanup cleanup) {
    var builder =
        new ProcessBuilder(start.command())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(start.log().toFile());
    builder.environment().putAll(start.environment());
    try {
      return cleanup.add(new Child(builder.start(), start.log()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be started".formatted(start.command().getFirst()), e);
    }
  }

  /** The program {@code java} that runs this process. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Its handle. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Whether it lives. */
  public boolean alive() {
    return process.isAlive();
  }

  /** What it has written. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits for its end and answers with what it has written.
   *
   * @throws IllegalStateException if it fails, or has not ended in time
   */
  public String await(Duration longest) {
    try {
      if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        close();
        throw new IllegalStateException(
            "A process has not ended within %s: %s".formatted(longest, output()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          "A process has ended with %d: %s".formatted(process.exitValue(), output()));
    }
    return output();
  }

  /** Asks it to end, and insists after a grace. Does nothing if it has ended. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(GRACE.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
