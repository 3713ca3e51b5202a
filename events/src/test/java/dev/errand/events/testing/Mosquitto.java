package dev.errand.events.testing;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real mosquitto on a free port of the loopback address that keeps nothing, and can be stopped
 * and started again. The environment variable {@code ERRAND_TEST_MOSQUITTO} names the program;
 * without it, tests that start one are skipped. Not for several threads at a time.
 */
public final class Mosquitto implements AutoCloseable {

  private static final String PROGRAM = "ERRAND_TEST_MOSQUITTO";

  private final String program;
  private final int port;
  private @Nullable Process process;

  private Mosquitto(String program, int port) {
    this.program = program;
    this.port = port;
  }

  /** Starts one; skips the test if there is no program. */
  public static Mosquitto started() {
    var program = System.getenv(PROGRAM);
    Assumptions.assumeTrue(
        program != null && !program.isBlank(), () -> PROGRAM + " does not name a mosquitto");
    var server = new Mosquitto(program, freePort());
    server.start();
    return server;
  }

  private static int freePort() {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it, on the port that it had before; returns when it takes connections. */
  public void start() {
    try {
      // Without a configuration file it listens on loopback alone, and trusts whoever is there.
      var started =
          new ProcessBuilder(program, "-v", "-p", String.valueOf(port))
              .redirectErrorStream(true)
              .start();
      process = started;
      awaitReady(started.inputReader());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitReady(BufferedReader log) throws IOException {
    var seen = new StringBuilder();
    for (var line = log.readLine(); line != null; line = log.readLine()) {
      seen.append(line).append('\n');
      if (line.endsWith(" running")) {
        // Else it would stop once nobody had read enough of what it says.
        Thread.ofVirtual().start(() -> discard(log));
        return;
      }
    }
    throw new IllegalStateException("mosquitto did not start:\n" + seen);
  }

  private static void discard(BufferedReader log) {
    try (log) {
      log.transferTo(Writer.nullWriter());
    } catch (IOException ended) {
      // Nobody writes there any more.
    }
  }

  /** What {@code MQTT_URL} would be. */
  public URI url() {
    return URI.create("mqtt://127.0.0.1:" + port);
  }

  /** Ends it. */
  public void stop() {
    var running = process;
    if (running == null) {
      return;
    }
    process = null;
    running.destroy();
    try {
      if (!running.waitFor(20, SECONDS)) {
        running.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running.destroyForcibly();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
