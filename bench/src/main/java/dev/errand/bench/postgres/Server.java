package dev.errand.bench.postgres;

import dev.errand.app.config.DatabaseAddress;
import dev.errand.app.database.EmbeddedDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * The PostgreSQL that all sides use in turn: Errand's own embedded one, with full durability. May
 * be used from any thread.
 */
public final class Server implements AutoCloseable {

  private final EmbeddedDatabase server;

  private Server(EmbeddedDatabase server) {
    this.server = server;
  }

  /**
   * Starts it.
   *
   * @param home an empty folder
   * @param statements whether it shall count what each statement costs, which costs a little itself
   */
  public static Server start(Path home, boolean statements) {
    var server = new Server(EmbeddedDatabase.start(home));
    if (statements) {
      server
          .maintenance()
          .execute("alter system set shared_preload_libraries = pg_stat_statements");
      server.maintenance().execute("alter system set \"pg_stat_statements.track_planning\" = on");
      server.close();
      server = new Server(EmbeddedDatabase.start(home));
    }
    return server;
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
