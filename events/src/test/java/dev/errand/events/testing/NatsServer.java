package dev.errand.events.testing;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real nats-server with JetStream, on a free port of the loopback address and in a folder of its
 * own, that can be stopped, killed and started again. The environment variable {@code
 * ERRAND_TEST_NATS_SERVER} names the program; without it, tests that start one are skipped. Close
 * it to stop it and remove its folder. Not for several threads at a time.
 */
public final class NatsServer implements AutoCloseable {

  private static final String PROGRAM = "ERRAND_TEST_NATS_SERVER";
  private static final Pattern LISTENING =
      Pattern.compile("Listening for client connections on .*:(\\d+)$");

  private final String program;
  private final Path folder;
  private String config;
  private int port = -1;
  private @Nullable Process process;

  private NatsServer(String program, Path folder, String config) {
    this.program = program;
    this.folder = folder;
    this.config = config;
  }

  /** Starts one; skips the test if there is no program. */
  public static NatsServer started(String... config) {
    var server = stopped(config);
    server.start();
    return server;
  }

  /** One that is yet to be started, with lines of its configuration file. */
  public static NatsServer stopped(String... config) {
    var program = System.getenv(PROGRAM);
    Assumptions.assumeTrue(
        program != null && !program.isBlank(), () -> PROGRAM + " does not name a nats-server");
    try {
      var folder = Files.createTempDirectory("nats");
      return new NatsServer(program, folder, String.join("\n", config));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it, on the port that it had before; returns when it takes connections. */
  public void start() {
    try {
      Files.writeString(folder.resolve("nats.conf"), config + "\n");
      var started =
          new ProcessBuilder(
                  program,
                  "--config",
                  folder.resolve("nats.conf").toString(),
                  "--addr",
                  "127.0.0.1",
                  "--port",
                  String.valueOf(port),
                  "--jetstream",
                  "--store_dir",
                  folder.resolve("store").toString())
              .redirectErrorStream(true)
              .start();
      process = started;
      awaitReady(started.inputReader());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady(BufferedReader log) throws IOException {
    var seen = new StringBuilder();
    for (var line = log.readLine(); line != null; line = log.readLine()) {
      seen.append(line).append('\n');
      var listening = LISTENING.matcher(line);
      if (listening.find()) {
        port = Integer.parseInt(listening.group(1));
      }
      if (line.endsWith("Server is ready")) {
        // Else it would stop once nobody had read enough of what it says.
        Thread.ofVirtual().start(() -> discard(log));
        return;
      }
    }
    throw new IllegalStateException("nats-server did not start:\n" + seen);
  }

  private static void discard(BufferedReader log) {
    try (log) {
      log.transferTo(Writer.nullWriter());
    } catch (IOException ended) {
      // Nobody writes there any more.
    }
  }

  /** Other lines of its configuration file, from the next start on. */
  public void configure(String... lines) {
    config = String.join("\n", lines);
  }

  /** What {@code NATS_URL} would be. */
  public URI url() {
    return URI.create("nats://127.0.0.1:" + port);
  }

  /** The same, with a user or token in it. */
  public URI urlWith(String user) {
    return URI.create("nats://" + user + "@127.0.0.1:" + port);
  }

  /** Stops it in an orderly way; what it keeps stays. */
  public void stop() {
    end(Process::destroy);
  }

  /** Ends it without notice; what it keeps stays. */
  public void kill() {
    end(Process::destroyForcibly);
  }

  private void end(java.util.function.Consumer<Process> how) {
    var running = process;
    if (running == null) {
      return;
    }
    process = null;
    how.accept(running);
    try {
      if (!running.waitFor(60, SECONDS)) {
        running.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running.destroyForcibly();
    }
  }

  @Override
  public void close() {
    kill();
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(NatsServer::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
