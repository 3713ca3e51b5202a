package dev.errand.bench.service;

import dev.errand.bench.postgres.Database;
import dev.errand.bench.process.Child;
import dev.errand.bench.process.Cleanup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Errand as its users run it: a process of its own that listens on loopback. May be used from any
 * thread.
 */
public final class Service implements AutoCloseable {

  private static final Duration LONGEST_START = Duration.ofSeconds(90);
  private static final long POLL_MILLIS = 50;

  private final Child process;
  private final InetSocketAddress address;

  private Service(Child process, InetSocketAddress address) {
    this.process = process;
    this.address = address;
  }

  /**
   * How to start it.
   *
   * @param database null for one of its own, embedded
   * @param port where to listen; 0 = any that is free
   * @param environment its settings, beside where to listen and which database to use
   * @param log takes what it writes
   */
  public record Start(
      @Nullable Database database, int port, Map<String, String> environment, Path log) {}

  /** Starts it, by the command of its users in the working folder, and waits until it is ready. */
  public static Service start(Start start, Cleanup cleanup) {
    var service = launch(start, cleanup);
    service.awaitReady();
    return service;
  }

  /** Starts it, and does not wait. */
  public static Service launch(Start start, Cleanup cleanup) {
    int port = start.port() == 0 ? freePort() : start.port();
    Map<String, String> environment = new HashMap<>(start.environment());
    // Blank, so that no database is used that the shell happens to name.
    environment.put("DATABASE_URL", start.database() == null ? "" : start.database().url());
    environment.put("PG_DSN", "");
    environment.put("SERVICE_PORT", String.valueOf(port));
    environment.put("LOG_LEVEL", "warn");
    var command = List.of("./errand", "serve");
    var process = Child.start(new Child.Start(command, environment, start.log()), cleanup);
    return new Service(process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    long end = System.nanoTime() + LONGEST_START.toNanos();
    while (!ready()) {
      if (!process.alive() || System.nanoTime() > end) {
        process.close();
        throw new IllegalStateException("Errand does not start: " + process.output());
      }
      pause();
    }
  }

  private boolean ready() {
    try {
      var connection =
          (HttpURLConnection) URI.create("http://" + host() + "/ready").toURL().openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(5000);
      int status = connection.getResponseCode();
      connection.disconnect();
      return status / 100 == 2;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for Errand", e);
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  /** As requests name it. */
  public String host() {
    return "127.0.0.1:" + address.getPort();
  }

  /** Whether its process lives. */
  public boolean alive() {
    return process.alive();
  }

  /** Its process. */
  public ProcessHandle handle() {
    return process.handle();
  }

  /** Stops it and waits for its end. */
  @Override
  public void close() {
    process.close();
  }
}
