package dev.errand.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.migrations.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The service as a process of its own, as people start and stop it. */
class ServeTest {

  @Test
  void says_where_it_is_and_ends_with_0_when_told_to_stop() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      Process errand = serve("DATABASE_URL=" + database.url(), "LOG_FORMAT=text");
      try (BufferedReader out = errand.inputReader()) {
        List<String> screen = readUntil(out, "Ctrl-C stops it.");
        assertTrue(screen.stream().anyMatch(line -> line.contains("http://127.0.0.1:")));
        assertTrue(screen.stream().anyMatch(line -> line.contains("off     NATS (NATS_URL)")));
        errand.toHandle().destroy(); // Process.destroy would close the stream too
        List<String> last = out.lines().toList();
        assertEquals(2, last.size(), last::toString);
        assertTrue(last.getFirst().endsWith("Stopping, for at most 30 s"), last::toString);
        assertTrue(last.getLast().endsWith("Stopped"), last::toString);
        assertTrue(errand.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, errand.exitValue());
      }
    }
  }

  @Test
  void ends_with_1_when_it_cannot_start() throws Exception {
    Process errand = serve("DATABASE_URL=postgresql://u@127.0.0.1:1/d", "DB_START_TIMEOUT=1ms");
    assertTrue(errand.waitFor(60, TimeUnit.SECONDS));
    assertEquals(1, errand.exitValue());
  }

  private static List<String> readUntil(BufferedReader out, String last) {
    List<String> lines = new ArrayList<>();
    assertTrue(out.lines().peek(lines::add).anyMatch(last::equals), lines::toString);
    return lines;
  }

  private static Process serve(String... settings) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command =
        new ArrayList<>(
            List.of(
                java.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ErrandCli.class.getName(),
                "serve",
                "-D",
                "SERVICE_PORT=0"));
    for (String setting : settings) {
      command.addAll(List.of("-D", setting));
    }
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }
}
