package dev.errand.migrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.migrations.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MigratorTest {

  private TestDatabase database;

  @BeforeEach
  void create() {
    database = TestDatabase.empty();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void brings_an_empty_database_to_the_expected_version() {
    assertEquals(new SchemaVersion(3, 0), migrator("current").version());
    assertFalse(migrator("current").version().isReady());
    assertEquals(new SchemaVersion(3, 3), migrator("current").migrate());
    assertTrue(migrator("current").version().isReady());
  }

  @Test
  void upgrades_the_previous_version_and_keeps_its_rows() throws SQLException {
    migrator("previous").migrate();
    execute("insert into thing values (1, 'kept')");
    migrator("current").migrate();
    assertEquals("kept", text("select name from thing where colour is null"));
  }

  @Test
  void changes_nothing_the_second_time() throws SQLException {
    migrator("current").migrate();
    String before = text("select string_agg(h::text, '|') from errand_schema_history h");
    migrator("current").migrate();
    assertEquals(before, text("select string_agg(h::text, '|') from errand_schema_history h"));
  }

  @Test
  void lets_the_previous_version_work_on_a_newer_schema() {
    migrator("current").migrate();
    assertEquals(new SchemaVersion(1, 3), migrator("previous").migrate());
    assertTrue(migrator("previous").version().isReady());
  }

  @Test
  void lets_three_nodes_start_together() throws Exception {
    CountDownLatch together = new CountDownLatch(3);
    try (var threads = Executors.newFixedThreadPool(3)) {
      List<Future<SchemaVersion>> nodes =
          IntStream.range(0, 3)
              .mapToObj(
                  node ->
                      threads.submit(
                          () -> {
                            together.countDown();
                            assertTrue(together.await(60, TimeUnit.SECONDS));
                            return migrator("current").migrate();
                          }))
              .toList();
      for (Future<SchemaVersion> node : nodes) {
        assertEquals(new SchemaVersion(3, 3), node.get(60, TimeUnit.SECONDS));
      }
    }
    assertEquals("3", text("select count(*) from errand_schema_history"));
  }

  @Test
  void steps_aside_and_tries_again_while_a_table_is_locked() throws Exception {
    migrator("previous").migrate();
    try (Connection other = database.connect()) {
      other.setAutoCommit(false);
      other.createStatement().execute("lock table thing in access exclusive mode");
      Migrator patient =
          new Migrator(
              settings("current").waiting(Duration.ofMillis(50), 100, Duration.ofMillis(20)),
              notice -> release(other));
      assertEquals(new SchemaVersion(3, 3), patient.migrate());
    }
  }

  @Test
  void names_the_lock_when_it_gives_up() throws Exception {
    migrator("previous").migrate();
    try (Connection other = database.connect()) {
      other.setAutoCommit(false);
      other.createStatement().execute("lock table thing in access exclusive mode");
      Migrator hasty =
          new Migrator(
              settings("current").waiting(Duration.ofMillis(50), 2, Duration.ofMillis(20)),
              notice -> {});
      MigrationFailed failure = assertThrows(MigrationFailed.class, hasty::migrate);
      assertTrue(failure.toString().contains("pg_stat_activity"), failure.toString());
    }
    assertEquals("1", text("select max(version) from errand_schema_history"));
  }

  @Test
  void leaves_nothing_half_done_when_a_file_fails() throws SQLException {
    MigrationFailed failure =
        assertThrows(MigrationFailed.class, () -> migrator("broken").migrate());
    assertTrue(failure.toString().contains("nowhere"), failure.toString());
    assertEquals(1, migrator("current").version().installed());
    assertEquals("0", text("select count(*) from pg_class where relname = 'half'"));
  }

  @Test
  void goes_on_where_a_file_was_applied_that_has_been_written_anew_since() throws SQLException {
    var own = MigratorSettings.of(database.jdbcUrl(), database.user(), database.password());
    new Migrator(own, notice -> {}).migrate();
    var checksum = "select checksum from errand_schema_history where version = '16'";
    var now = text(checksum);
    execute("update errand_schema_history set checksum = 936778456 where version = '16'");
    assertTrue(new Migrator(own, notice -> {}).migrate().isReady());
    assertEquals(now, text(checksum));
    // Any other difference is an error, as ever.
    execute("update errand_schema_history set checksum = 1 where version = '16'");
    var refused =
        assertThrows(MigrationFailed.class, () -> new Migrator(own, notice -> {}).migrate());
    var said = String.valueOf(refused.getMessage());
    assertTrue(said.contains("another build of Errand (other content: version 16)"), said);
  }

  @Test
  void reads_the_installed_version_with_plain_sql() throws SQLException {
    migrator("current").migrate();
    assertEquals("3", text(Migrator.INSTALLED_VERSION_SQL));
  }

  private Migrator migrator(String folder) {
    return new Migrator(settings(folder), notice -> {});
  }

  private MigratorSettings settings(String folder) {
    return MigratorSettings.of(database.jdbcUrl(), database.user(), database.password())
        .at("classpath:schema/" + folder);
  }

  private static void release(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.connect()) {
      connection.createStatement().execute(sql);
    }
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = database.connect();
        ResultSet rows = connection.createStatement().executeQuery(sql)) {
      assertTrue(rows.next());
      return rows.getString(1);
    }
  }
}
