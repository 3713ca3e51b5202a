package dev.errand.migrations.testing;

import dev.errand.migrations.Migrator;
import dev.errand.migrations.MigratorSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarFile;

/** One PostgreSQL for the whole JVM, with a migrated template that databases are copied from. */
final class TestServer {

  static final String USER = "postgres";
  static final String HOST = "127.0.0.1";

  private static final String TEMPLATE = "errand_template";
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final EmbeddedPostgres postgres;

  private TestServer(EmbeddedPostgres.Builder builder) {
    this.postgres = start(builder);
    execute("create database " + TEMPLATE);
    new Migrator(MigratorSettings.of(jdbcUrl(TEMPLATE), USER, ""), notice -> {}).migrate();
  }

  /** Loses the last writes when the machine fails, which no ordinary test can notice. */
  static TestServer fast() {
    return Fast.SERVER;
  }

  /** Writes as a server in production does, for tests that kill it. */
  static TestServer durable() {
    return Durable.SERVER;
  }

  /** One more, of another version; the caller closes it. */
  static TestServer of(Path binaries) {
    return new TestServer(
        builder(false).setPgBinaryResolver((system, machine) -> bundle(binaries)));
  }

  /** The only packed file in there. */
  private static InputStream bundle(Path binaries) throws IOException {
    try (var jar = new JarFile(binaries.toFile())) {
      var packed =
          jar.stream().filter(entry -> entry.getName().endsWith(".txz")).findFirst().orElseThrow();
      return new ByteArrayInputStream(jar.getInputStream(packed).readAllBytes());
    }
  }

  void stop() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return postgres.getPort();
  }

  String copyOfTemplate() {
    String name = nextName();
    execute("create database " + name + " template " + TEMPLATE);
    return name;
  }

  String emptyDatabase() {
    String name = nextName();
    execute("create database " + name);
    return name;
  }

  void drop(String name) {
    execute("drop database if exists " + name + " with (force)");
  }

  String jdbcUrl(String database) {
    return "jdbc:postgresql://" + HOST + ":" + port() + "/" + database;
  }

  private static String nextName() {
    return "errand_test_" + COUNTER.incrementAndGet();
  }

  private void execute(String sql) {
    try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), USER, "")) {
      connection.createStatement().execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static EmbeddedPostgres.Builder builder(boolean durable) {
    String durability = durable ? "on" : "off";
    return EmbeddedPostgres.builder()
        .setServerConfig("listen_addresses", HOST)
        .setServerConfig("max_connections", "200")
        .setServerConfig("fsync", durability)
        .setServerConfig("synchronous_commit", durability)
        .setServerConfig("full_page_writes", durability)
        // A zone that nobody expects finds every place that forgot to say UTC.
        .setServerConfig("timezone", "Asia/Kathmandu")
        .setLocaleConfig("locale", "C.UTF-8")
        .setLocaleConfig("encoding", "UTF8")
        .setPGStartupWait(Duration.ofMinutes(2));
  }

  private static EmbeddedPostgres start(EmbeddedPostgres.Builder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Fast {
    static final TestServer SERVER = new TestServer(builder(false));
  }

  private static final class Durable {
    static final TestServer SERVER = new TestServer(builder(true));
  }
}
