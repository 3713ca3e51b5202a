package dev.errand.app.database;

import dev.errand.app.config.DatabaseAddress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A PostgreSQL of the service's own, for those who have no server: its data stay in the data folder
 * from start to start, and a commit that was answered survives kill −9. One process owns the folder
 * at a time. Methods block; for the threads that start and stop the service.
 */
public final class EmbeddedDatabase implements AutoCloseable {

  /** The major version whose binaries are embedded; it reads only data that it wrote itself. */
  static final String MAJOR_VERSION = "18";

  private static final String SUPERUSER = "postgres";
  private static final String DATABASE = "errand";
  private static final String MAX_CONNECTIONS = "100";
  private static final Duration RECOVERY = Duration.ofMinutes(10);

  private final FolderLock lock;
  private final EmbeddedPostgres postgres;
  private final Path data;

  private EmbeddedDatabase(FolderLock lock, EmbeddedPostgres postgres, Path data) {
    this.lock = lock;
    this.postgres = postgres;
    this.data = data;
  }

  /**
   * Starts the server on a free port of the loopback address, making the folder first if needed.
   *
   * @throws DatabaseUnavailable when the folder cannot be written, is used by another process, or
   *     holds data that this version cannot read
   */
  public static EmbeddedDatabase start(Path home) {
    FolderLock lock = FolderLock.acquire(home);
    try {
      Path data = home.resolve("pg");
      new DataFolder(data, home.resolve("bin")).prepare();
      ServerLog log = new ServerLog(home.resolve("postgres.log"));
      EmbeddedPostgres postgres = log.watch(() -> server(home, data, log));
      EmbeddedDatabase database = new EmbeddedDatabase(lock, postgres, data);
      database.createOwnDatabase();
      new DataFolder(data, home.resolve("bin")).complete();
      return database;
    } catch (IOException | SQLException e) {
      lock.close();
      throw new DatabaseUnavailable(
          "The embedded PostgreSQL in %s cannot be started: %s".formatted(home, e.getMessage()), e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static EmbeddedPostgres server(Path home, Path data, ServerLog log) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setOverrideWorkingDirectory(home.resolve("bin").toFile())
        // Its own hook would stop the server while ours still writes the last outcomes.
        .setRegisterShutdownHook(false)
        // Both are off by default, as it is made for tests.
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        .setServerConfig("max_connections", MAX_CONNECTIONS)
        // Refused statements are the client's affair; the log is for the server's own troubles.
        .setServerConfig("log_min_messages", "log")
        .setServerConfig("log_checkpoints", "off")
        .setLocaleConfig("locale", "C.UTF-8")
        .setLocaleConfig("encoding", "UTF8")
        .setOutputRedirector(log.redirect())
        .setErrorRedirector(log.redirect())
        .setPGStartupWait(RECOVERY)
        .start();
  }

  private void createOwnDatabase() throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("select from pg_database where datname = '" + DATABASE + "'")) {
      if (!found.next()) {
        statement.execute("create database " + DATABASE);
      }
    }
  }

  /** Where to connect; valid until {@link #close}. */
  public DatabaseAddress address() {
    return new DatabaseAddress(
        "127.0.0.1", postgres.getPort(), DATABASE, SUPERUSER, null, "disable", null);
  }

  /** Stops the server and waits until it has written everything. Does nothing the second time. */
  @Override
  public void close() {
    try {
      postgres.close();
      Postmaster.of(data).ifPresent(Postmaster::awaitExit);
    } catch (IOException e) {
      throw new DatabaseUnavailable("The embedded PostgreSQL did not stop: " + e.getMessage(), e);
    } finally {
      lock.close();
    }
  }
}
