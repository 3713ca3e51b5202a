package dev.errand.bench.postgres;

import com.sun.security.auth.module.UnixSystem;
import dev.errand.app.config.DatabaseAddress;
import dev.errand.app.database.EmbeddedDatabase;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The PostgreSQL that all sides use in turn: Errand's own embedded one, with full durability. May
 * be used from any thread.
 */
public final class Server implements AutoCloseable {

  private final EmbeddedDatabase server;
  private final Path log;

  private Server(EmbeddedDatabase server, Path log) {
    this.server = server;
    this.log = log;
  }

  /**
   * Starts it, ready to count statements in databases where that is wanted.
   *
   * @param home an empty folder
   * @param everywhere whether it shall count in all of them, and take the time of planning, which
   *     costs a little itself
   */
  public static Server start(Path home, boolean everywhere) {
    var log = home.resolve("postgres.log");
    var server = new Server(EmbeddedDatabase.start(home), log);
    var maintenance = server.maintenance();
    maintenance.execute("alter system set shared_preload_libraries = pg_stat_statements");
    maintenance.execute(
        "alter system set \"pg_stat_statements.track\" = " + (everywhere ? "top" : "none"));
    maintenance.execute("alter system set \"pg_stat_statements.track_planning\" = " + everywhere);
    server.close();
    return new Server(EmbeddedDatabase.start(home), log);
  }

  /** Makes a database; there must be none of that name. */
  public Database create(String name) {
    maintenance().execute("create database " + name);
    return new Database(at(name));
  }

  /** Drops a database, whoever is still connected. */
  public void drop(Database database) {
    maintenance().execute("drop database %s with (force)".formatted(database.name()));
  }

  /** The process that all others of the server descend from. */
  public ProcessHandle process() {
    long pid =
        maintenance()
            .number("select split_part(pg_read_file('postmaster.pid'), e'\\n', 1)::bigint");
    return ProcessHandle.of(pid).orElseThrow();
  }

  /**
   * Stops it and starts it again on the same port.
   *
   * @param mode as pg_ctl names it: fast, or immediate, which is a crash
   */
  public void restart(String mode) {
    var data = maintenance().text("show data_directory");
    var program = Path.of(process().info().command().orElseThrow()).resolveSibling("pg_ctl");
    var command = new ArrayList<String>();
    if (new UnixSystem().getUid() == 0) {
      // PostgreSQL refuses to be run by root: as the embedded one is started, so it is restarted.
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(
        List.of(program.toString(), "restart", "-w", "-t", "120", "-m", mode, "-D", data));
    // The server inherits it, so it cannot be a pipe that is read to its end.
    var log = Path.of(data).resolveSibling("restart.log");
    try {
      var restart =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectOutput(log.toFile())
              .start();
      if (restart.waitFor() != 0) {
        throw new IllegalStateException("PostgreSQL did not come back: " + Files.readString(log));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  /** Ends all sessions of a database. */
  public void terminateSessions(Database database) {
    maintenance()
        .execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'"
                .formatted(database.name()));
  }

  /** What it writes about itself. */
  public Path log() {
    return log;
  }

  /** What the server says of itself, for the report. */
  public String version() {
    return maintenance().text("show server_version");
  }

  private Database maintenance() {
    return new Database(server.address());
  }

  private DatabaseAddress at(String name) {
    var own = server.address();
    return new DatabaseAddress(
        own.host(), own.port(), name, own.user(), own.password(), own.sslMode(), null);
  }

  static Connection connect(DatabaseAddress address) throws SQLException {
    return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
  }

  @Override
  public void close() {
    server.close();
  }
}
