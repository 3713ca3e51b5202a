package dev.errand.app.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {

  @TempDir private Path home;

  @Test
  void keeps_its_data_from_start_to_start() throws SQLException {
    try (EmbeddedDatabase first = EmbeddedDatabase.start(home)) {
      execute(first, "create table kept as select 42 as answer");
    }
    try (EmbeddedDatabase second = EmbeddedDatabase.start(home)) {
      assertEquals("42", query(second, "select answer from kept"));
    }
  }

  @Test
  void flushes_every_commit() throws SQLException {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      assertEquals("on", query(database, "show fsync"));
      assertEquals("on", query(database, "show synchronous_commit"));
      assertEquals("on", query(database, "show full_page_writes"));
      assertEquals(
          "C.UTF-8 UTF8",
          query(
              database,
              "select datcollate || ' ' || pg_encoding_to_char(encoding) from pg_database where datname = current_database()"));
    }
  }

  @Test
  void takes_over_from_a_server_that_a_killed_process_left_behind() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process killed =
        new ProcessBuilder(
                java.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StartAndHalt.class.getName(),
                home.toString())
            .inheritIO()
            .start();
    assertTrue(killed.waitFor(60, TimeUnit.SECONDS));
    assertEquals(137, killed.exitValue());
    assertTrue(Postmaster.of(home.resolve("pg")).isPresent());
    try (EmbeddedDatabase next = EmbeddedDatabase.start(home)) {
      assertEquals("committed", query(next, "select what from survivor"));
    }
    assertTrue(Postmaster.of(home.resolve("pg")).isEmpty());
  }

  @Test
  void says_that_another_process_uses_the_folder() {
    FolderLock other = FolderLock.acquire(home);
    assertProblem("Another Errand is using " + home);
    other.close();
  }

  @Test
  void says_that_the_folder_cannot_be_written() throws IOException {
    Path file = Files.createFile(home.resolve("file"));
    DatabaseUnavailable problem =
        assertThrows(
            DatabaseUnavailable.class, () -> EmbeddedDatabase.start(file.resolve("folder")));
    assertTrue(problem.toString().contains("cannot be written"), problem.toString());
  }

  @Test
  void says_that_the_data_are_of_another_version() throws IOException {
    Files.createDirectories(home.resolve("pg"));
    Files.writeString(home.resolve("pg/PG_VERSION"), "15\n");
    assertProblem("was written by PostgreSQL 15");
  }

  @Test
  void says_that_the_data_are_damaged() throws IOException {
    EmbeddedDatabase.start(home).close();
    Files.delete(home.resolve("pg/global/pg_control"));
    assertProblem("could not open file");
    Files.delete(home.resolve("pg/PG_VERSION"));
    assertProblem("is damaged");
  }

  @Test
  void starts_afresh_when_the_very_first_start_was_interrupted() throws Exception {
    Files.createDirectories(home.resolve("pg/base"));
    Files.writeString(home.resolve("pg/PG_VERSION"), "18\n");
    Files.createFile(home.resolve("pg.unfinished"));
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      assertEquals("1", query(database, "select 1"));
    }
    assertFalse(Files.exists(home.resolve("pg.unfinished")));
  }

  private void assertProblem(String expected) {
    DatabaseUnavailable problem =
        assertThrows(DatabaseUnavailable.class, () -> EmbeddedDatabase.start(home));
    assertTrue(problem.toString().contains(expected), problem.toString());
    assertEquals(1, problem.toString().lines().count());
  }

  private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
    try (Connection connection = connect(database)) {
      connection.createStatement().execute(sql);
    }
  }

  private static Connection connect(EmbeddedDatabase database) throws SQLException {
    return DriverManager.getConnection(database.address().jdbcUrl(), database.address().user(), "");
  }

  private static String query(EmbeddedDatabase database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        ResultSet rows = connection.createStatement().executeQuery(sql)) {
      assertTrue(rows.next());
      return rows.getString(1);
    }
  }

  /** A process of its own that dies as by kill −9, right after a commit. */
  static final class StartAndHalt {

    private StartAndHalt() {}

    public static void main(String[] arguments) throws SQLException {
      EmbeddedDatabase database = EmbeddedDatabase.start(Path.of(arguments[0]));
      execute(database, "create table survivor as select 'committed' as what");
      Runtime.getRuntime().halt(137);
    }
  }
}
