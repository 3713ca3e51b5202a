package dev.errand.bench.nats;

import dev.errand.bench.process.Child;
import dev.errand.bench.process.Cleanup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A nats-server with JetStream on a port of the loopback address that it keeps. Not for several
 * threads at a time.
 */
public final class NatsServer {

  /** Names the program; {@code bench/run} sets it. */
  private static final String PROGRAM = "ERRAND_TEST_NATS_SERVER";

  private static final long POLL_NANOS = 20_000_000;
  private static final Duration LONGEST_START = Duration.ofSeconds(30);

  private final String program;
  private final int port = freePort();
  private final Path folder;
  private final Cleanup cleanup;
  private Child process;

  private NatsServer(String program, Path folder, Cleanup cleanup) {
    this.program = program;
    this.folder = folder;
    this.cleanup = cleanup;
    this.process = launch();
  }

  /** Why there is none; empty if there is one. */
  public static Optional<String> missing() {
    return program().isBlank()
        ? Optional.of("no nats-server was found; install it, or name it in " + PROGRAM)
        : Optional.empty();
  }

  private static String program() {
    return System.getenv().getOrDefault(PROGRAM, "");
  }

  /** Starts one that keeps its messages in a folder. */
  public static NatsServer start(Path folder, Cleanup cleanup) {
    var server = new NatsServer(program(), folder, cleanup);
    server.awaitReady();
    return server;
  }

  private Child launch() {
    var command =
        List.of(
            program,
            "--addr",
            "127.0.0.1",
            "--port",
            String.valueOf(port),
            "--jetstream",
            "--store_dir",
            folder.resolve("nats").toString());
    return Child.start(
        new Child.Start(command, Map.of(), folder.resolve("nats-server.log")), cleanup);
  }

  private void awaitReady() {
    long end = System.nanoTime() + LONGEST_START.toNanos();
    while (!accepts()) {
      if (!process.alive() || System.nanoTime() > end) {
        throw new IllegalStateException("nats-server does not start: " + process.output());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private boolean accepts() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code NATS_URL} wants it. */
  public String url() {
    return "nats://127.0.0.1:" + port;
  }

  /** Its process. */
  public ProcessHandle handle() {
    return process.handle();
  }

  /** Ends it, without notice if so wanted, and starts it again with the messages it kept. */
  public void restart(boolean abruptly) {
    if (abruptly) {
      process.handle().destroyForcibly();
    }
    close();
    start();
  }

  /** Starts it again with the messages it kept, once it has been closed. */
  public void start() {
    process = launch();
    awaitReady();
  }

  /** Stops it. */
  public void close() {
    process.close();
  }
}
