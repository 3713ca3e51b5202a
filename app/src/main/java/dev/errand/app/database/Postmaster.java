package dev.errand.app.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The server process that a data folder names as its own, as long as it lives. */
final class Postmaster {

  private static final int SECONDS_TO_STOP = 30;

  private final ProcessHandle process;

  private Postmaster(ProcessHandle process) {
    this.process = process;
  }

  /** Empty when the recorded process is gone, or its number now belongs to another program. */
  static Optional<Postmaster> of(Path data) {
    return pid(data.resolve("postmaster.pid"))
        .flatMap(ProcessHandle::of)
        .filter(process -> process.info().command().orElse("").endsWith("/postgres"))
        .map(Postmaster::new);
  }

  private static Optional<Long> pid(Path file) {
    try {
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      return lines.stream().findFirst().map(String::strip).map(Long::valueOf);
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  void stop() {
    process.destroy();
    awaitExit();
  }

  void awaitExit() {
    try {
      process.onExit().get(SECONDS_TO_STOP, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new DatabaseUnavailable(
          "The embedded PostgreSQL (process %d) does not stop: close what else is connected to it, or end it with 'kill -INT %d'"
              .formatted(process.pid(), process.pid()),
          e);
    }
  }
}
