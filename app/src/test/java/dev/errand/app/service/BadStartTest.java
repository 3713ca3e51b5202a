package dev.errand.app.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.app.testing.ErrandProcess;
import dev.errand.migrations.testing.TestDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the service from starting is one line that says what to do. */
class BadStartTest {

  private static void requireOneLine(Map<String, String> settings, int exitCode, String... words)
      throws Exception {
    try (var errand = ErrandProcess.launch(settings)) {
      assertEquals(exitCode, errand.exitCode(), errand::text);
      var faults = errand.text().lines().filter(line -> line.startsWith("errand: ")).toList();
      assertEquals(1, faults.size(), errand::text);
      for (var word : words) {
        assertTrue(faults.getFirst().contains(word), faults::getFirst);
      }
      assertFalse(errand.text().contains("\tat "), errand::text);
    }
  }

  @Test
  void a_port_that_is_taken() throws Exception {
    try (var database = TestDatabase.create();
        var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var settings = ErrandProcess.settings(database);
      settings.put("SERVICE_PORT", String.valueOf(taken.getLocalPort()));
      requireOneLine(settings, 1, "SERVICE_PORT", String.valueOf(taken.getLocalPort()));
    }
  }

  @Test
  void a_plugins_folder_that_is_broken(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("broken.jar"), "no jar");
    try (var database = TestDatabase.create()) {
      var settings = ErrandProcess.settings(database);
      settings.put("ERRAND_PLUGINS_DIR", folder.toString());
      requireOneLine(settings, 2, "broken.jar");
    }
  }

  @Test
  void a_database_that_is_not_there() throws Exception {
    var settings =
        Map.of("DATABASE_URL", "postgresql://u@127.0.0.1:1/d", "DB_START_TIMEOUT", "1ms");
    requireOneLine(settings, 1, "127.0.0.1:1");
  }

  @Test
  void a_data_folder_that_is_a_file(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("file"), "in the way");
    requireOneLine(Map.of("ERRAND_DATA_DIR", file.toString()), 1, file.toString());
  }
}
