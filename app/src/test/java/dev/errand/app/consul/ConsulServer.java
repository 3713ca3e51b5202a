package dev.errand.app.consul;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real Consul agent on free ports; without the binary the tests that need it are skipped. */
public final class ConsulServer {

  private final Path log;
  private final int httpPort;
  private @Nullable Process process;

  public ConsulServer(Path folder) throws IOException {
    this.log = folder.resolve("consul.log");
    this.httpPort = freePort();
  }

  public static void assumePresent() {
    assumeTrue(
        binary() != null, "consul is not on this machine: ERRAND_TEST_CONSUL names its program");
  }

  private static @Nullable String binary() {
    String given = System.getenv("ERRAND_TEST_CONSUL");
    return given == null || given.isEmpty() || !Files.isExecutable(Path.of(given)) ? null : given;
  }

  /** Where its API is, for the service and for tests. */
  public int port() {
    return httpPort;
  }

  ConsulAgent agent() {
    return new ConsulAgent("127.0.0.1", httpPort, null);
  }

  /** Starts an agent that remembers nothing of an earlier one. */
  public void start() throws IOException {
    process =
        new ProcessBuilder(
                binary(),
                "agent",
                "-dev",
                "-bind=127.0.0.1",
                "-node=test",
                "-http-port=" + httpPort,
                "-server-port=" + freePort(),
                "-serf-lan-port=" + freePort(),
                "-serf-wan-port=" + freePort(),
                "-dns-port=-1",
                "-grpc-port=-1")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
  }

  public void stop() throws InterruptedException {
    if (process != null) {
      process.destroy();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      process = null;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
