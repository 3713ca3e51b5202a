package dev.errand.migrations.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A database of a test's own, on a real PostgreSQL 18 that is started once for each JVM. A migrated
 * one is copied from a template in milliseconds. Session time zones are Asia/Kathmandu on purpose.
 * May be used from any thread; close it to drop the database, whoever is still connected.
 */
public final class TestDatabase implements AutoCloseable {

  private final TestServer server;
  private final String name;
  private final Runnable afterwards;

  private TestDatabase(TestServer server, String name, Runnable afterwards) {
    this.server = server;
    this.name = name;
    this.afterwards = afterwards;
  }

  private TestDatabase(TestServer server, String name) {
    this(server, name, () -> {});
  }

  /** A fresh database with the current schema; commits are not flushed to the disk. */
  public static TestDatabase create() {
    return new TestDatabase(TestServer.fast(), TestServer.fast().copyOfTemplate());
  }

  /** A fresh database with the current schema on a second server that flushes every commit. */
  public static TestDatabase durable() {
    return new TestDatabase(TestServer.durable(), TestServer.durable().copyOfTemplate());
  }

  /** A fresh database without any table. */
  public static TestDatabase empty() {
    return new TestDatabase(TestServer.fast(), TestServer.fast().emptyDatabase());
  }

  /** A fresh database with the current schema on a server of its own, of another version. */
  public static TestDatabase on(Path binaries) {
    var server = TestServer.of(binaries);
    return new TestDatabase(server, server.copyOfTemplate(), server::stop);
  }

  public String host() {
    return TestServer.HOST;
  }

  public int port() {
    return server.port();
  }

  public String name() {
    return name;
  }

  /** A superuser; the server trusts it with any password. */
  public String user() {
    return TestServer.USER;
  }

  public String password() {
    return "";
  }

  /** As a user would write {@code DATABASE_URL}. */
  public String url() {
    return "postgresql://" + user() + "@" + host() + ":" + port() + "/" + name;
  }

  public String jdbcUrl() {
    return server.jdbcUrl(name);
  }

  /** A new JDBC connection, for the caller to close. */
  public Connection connect() {
    try {
      return DriverManager.getConnection(jdbcUrl(), user(), password());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.drop(name);
    afterwards.run();
  }
}
