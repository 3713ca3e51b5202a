package dev.errand.bench.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Signals that Java does not know, by the command that everybody has. */
final class Signals {

  private Signals() {}

  static void freeze(ProcessHandle process) {
    run(List.of("kill", "-STOP", String.valueOf(process.pid())));
  }

  static void thaw(ProcessHandle process) {
    run(List.of("kill", "-CONT", String.valueOf(process.pid())));
  }

  /** Runs a command to its end; its success is not asked for, since its object may have ended. */
  static void run(List<String> command) {
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
