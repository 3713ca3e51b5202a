package dev.errand.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.app.config.Settings;
import dev.errand.migrations.testing.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrandCliTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @AfterEach
  void forgetSettings() {
    Settings.all().forEach(setting -> System.clearProperty(setting.name()));
  }

  @Test
  void shows_its_version() {
    assertEquals(0, run("version"));
    assertTrue(out.toString().startsWith("Errand "), out.toString());
  }

  @Test
  void lists_every_command_and_every_setting_in_its_help() {
    assertEquals(0, run("--help"));
    String help = out.toString();
    for (String command : new String[] {"serve", "migrate", "api-key", "task-types", "version"}) {
      assertTrue(help.contains("\n  " + command + " "), help);
      assertEquals(0, run(command, "--help"));
    }
    Settings.all().forEach(setting -> assertTrue(help.contains(setting.name()), setting.name()));
  }

  @Test
  void prints_the_configuration_without_starting_anything() {
    assertEquals(0, run("--print-config", "-D", "DATABASE_URL=postgresql://u:hidden@h/d"));
    assertTrue(out.toString().contains("postgresql://u:********@h/d"), out.toString());
  }

  @Test
  void reports_all_mistakes_and_ends_with_2() throws Exception {
    Path file = Files.writeString(folder.resolve("errand.yaml"), "db_pool_sizes: 3\n");
    assertEquals(
        2,
        run("serve", "--config", file.toString(), "-D", "SERVICE_PORT=x", "-D", "SERVICE_PROT=1"));
    assertEquals(
        """
        errand: -D: 'SERVICE_PROT' is not a setting; did you mean 'SERVICE_PORT'?
        errand: %s: 'db_pool_sizes' is not a setting; did you mean 'db_pool_size'?
        errand: system property: SERVICE_PORT must be a whole number from 0 to 65535, but is 'x'
        """
            .formatted(file),
        err.toString());
  }

  @Test
  void tells_where_in_a_file_something_is_wrong() {
    var refusal =
        """
        {"detail": [{"loc": ["body", 1, 3, "colour"], "msg": "is no column"},
                    {"loc": ["query", "format"], "msg": "must be one of csv, json, ndjson"}]}
        """;
    assertEquals(1, ServiceOptions.explain(422, refusal, new PrintWriter(err)));
    assertEquals(
        """
        errand: line 1, column 3, colour: is no column
        errand: format: must be one of csv, json, ndjson
        """,
        err.toString());
  }

  @Test
  void ends_with_2_for_an_option_that_the_service_refuses() {
    var refusal =
        """
        {"detail": [{"loc": ["query", "format"], "msg": "must be one of csv, json, ndjson"}]}
        """;
    assertEquals(2, ServiceOptions.explain(422, refusal, new PrintWriter(err)));
    assertEquals(1, ServiceOptions.explain(503, "away", new PrintWriter(err)));
  }

  @Test
  void ends_with_2_for_a_file_that_is_not_there() {
    assertEquals(2, run("import", folder.resolve("none.csv").toString()));
    assertTrue(err.toString().contains("none.csv cannot be read"), err.toString());
  }

  @Test
  void ends_with_2_for_an_unknown_command_and_suggests_one() {
    assertEquals(2, run("migrat"));
    assertTrue(err.toString().contains("migrate"), err.toString());
  }

  @Test
  void ends_with_2_for_an_unknown_executor() {
    assertEquals(2, run("task-types", "-D", "EXECUTORS_DISABLED=teleport"));
    assertTrue(err.toString().contains("teleport"), err.toString());
    assertEquals(1, err.toString().lines().count());
  }

  @Test
  void lists_task_types_of_people_and_of_executors() {
    assertEquals(0, run("task-types"));
    assertTrue(out.toString().lines().anyMatch(line -> line.matches("weather +service .*")));
    assertTrue(out.toString().lines().anyMatch(line -> line.matches("todo +human .*")));
  }

  @Test
  void shows_a_task_type_with_schema_and_examples() {
    assertEquals(0, run("task-types", "daily_weather"));
    var type = new io.vertx.core.json.JsonObject(out.toString());
    assertEquals("weather", type.getString("name"));
    assertEquals("object", type.getJsonObject("config_schema").getString("type"));
    assertTrue(type.getJsonArray("examples").size() > 0, type::encode);
    assertEquals(2, run("task-types", "wether"));
    assertTrue(err.toString().contains("There is no task type wether; there are"), err.toString());
  }

  @Test
  void migrates_a_server_and_says_to_which_version() {
    try (TestDatabase database = TestDatabase.empty()) {
      assertEquals(0, run("migrate", "-D", "DATABASE_URL=" + database.url()));
      assertTrue(out.toString().matches("The schema is at version \\d+\\s*"), out.toString());
    }
  }

  @Test
  void makes_an_api_key_and_prints_nothing_else() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      String url = "DATABASE_URL=" + database.url();
      String[] wanted = {"api-key", "--tenant", "t1", "--name", "first", "--scope", "admin"};
      assertEquals(0, run(Stream.concat(Stream.of(wanted), Stream.of("-D", url))));
      assertTrue(out.toString().matches("erk_[\\w-]{43}\\R"), out.toString());
      try (var connection = database.connect();
          var statement = connection.createStatement();
          var rows = statement.executeQuery("select tenant_id, role, scopes[1] from api_key")) {
        assertTrue(rows.next());
        assertEquals(
            "t1 admin admin", String.join(" ", text(rows, 1), text(rows, 2), text(rows, 3)));
      }
      for (String[] wrong :
          new String[][] {{"--scope", "all"}, {"--role", "god"}, {"--expires-at", "soon"}}) {
        assertEquals(2, run(Stream.concat(Stream.of(wanted), Stream.of(wrong))), wrong[1]);
        assertTrue(err.toString().contains(wrong[0] + " must be "), err.toString());
      }
    }
  }

  private static String text(ResultSet rows, int column) throws SQLException {
    return String.valueOf(rows.getString(column));
  }

  private int run(Stream<String> arguments) {
    return run(arguments.toArray(String[]::new));
  }

  @Test
  void says_in_one_line_that_the_database_is_away_and_ends_with_1() {
    assertEquals(
        1,
        run(
            "migrate",
            "-D",
            "DATABASE_URL=postgresql://u@127.0.0.1:1/d",
            "-D",
            "DB_START_TIMEOUT=1ms"));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().startsWith("errand: PostgreSQL on 127.0.0.1:1 cannot be reached"));
  }

  private int run(String... arguments) {
    return ErrandCli.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(arguments);
  }
}
