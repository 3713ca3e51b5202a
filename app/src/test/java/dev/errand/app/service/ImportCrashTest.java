package dev.errand.app.service;

import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.app.testing.ErrandProcess;
import dev.errand.migrations.testing.TestDatabase;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import that is killed in the middle, and started again from the command line. */
class ImportCrashTest {

  private static final int LINES = 4_000;

  @Test
  void a_file_sent_again_after_kill_completes_without_doubles(@TempDir Path folder)
      throws Exception {
    var file = folder.resolve("tasks.csv");
    Files.writeString(file, sheet());
    try (var database = TestDatabase.create();
        var connection = database.connect()) {
      var settings = ErrandProcess.settings(database);
      try (var first = ErrandProcess.start(settings)) {
        var request = first.request("POST", "/api/v1/imports/tasks", Files.readString(file));
        var sent = first.client().sendAsync(csv(request), BodyHandlers.ofString());
        eventually("tasks arrive", () -> tasks(connection) > 0);
        first.kill();
        assertThrows(ExecutionException.class, () -> sent.get(60, TimeUnit.SECONDS));
      }
      int before = tasks(connection);
      assertTrue(before < LINES, "it was over before it was killed");
      try (var second = ErrandProcess.start(settings)) {
        var url = "--url=http://127.0.0.1:" + second.port();
        var said = run(settings, "import", url, file.toString());
        assertTrue(
            said.contains("%,d created, %,d there already".formatted(LINES - before, before)),
            said);
        assertEquals(LINES, tasks(connection));
        assertEquals(LINES, count(connection, "select count(distinct title) from task"));
        var copy = folder.resolve("copy.csv");
        run(settings, "export", url, "--output", copy.toString());
        try (var lines = Files.lines(copy)) {
          assertEquals(LINES + 1, lines.count());
        }
      }
    }
  }

  private static String run(java.util.Map<String, String> settings, String... arguments)
      throws Exception {
    try (var command = ErrandProcess.launch(settings, arguments)) {
      assertEquals(0, command.exitCode(), command::text);
      return command.output();
    }
  }

  private static java.net.http.HttpRequest csv(java.net.http.HttpRequest request) {
    return java.net.http.HttpRequest.newBuilder(
            request, (name, value) -> !name.equals("Content-Type"))
        .header("Content-Type", "text/csv")
        .build();
  }

  private static String sheet() {
    var lines = new ArrayList<String>();
    lines.add("task,assignee,due_date,site,created_at");
    for (int i = 0; i < LINES; i++) {
      lines.add("Task %d,Ali %d,2036-03-04,North,2026-01-02".formatted(i, i % 7));
    }
    return String.join("\n", lines);
  }

  private static int tasks(Connection connection) throws SQLException {
    return count(connection, "select count(*) from task");
  }

  private static int count(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
