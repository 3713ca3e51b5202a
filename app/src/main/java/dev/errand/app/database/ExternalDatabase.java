package dev.errand.app.database;

import dev.errand.app.config.DatabaseAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks at a PostgreSQL server elsewhere before anything else is started, so that whatever is wrong
 * with it is said in one line. Blocks; for the thread that starts the service.
 */
public final class ExternalDatabase {

  private static final int OLDEST_VERSION = 15;
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Set<String> WRONG_LOGIN = Set.of("28P01", "28000");
  private static final Set<String> PASSING = Set.of("57P03", "57P01", "53300", "08001", "08006");

  private final DatabaseAddress address;
  private final InstantSource clock;
  private final Consumer<String> notices;

  /**
   * @param notices takes a line for a person when the server is not there yet
   */
  public ExternalDatabase(DatabaseAddress address, InstantSource clock, Consumer<String> notices) {
    this.address = address;
    this.clock = clock;
    this.notices = notices;
  }

  /**
   * Returns when the server answers and is new enough.
   *
   * @param patience how long to wait for a server that is still starting
   * @throws DatabaseUnavailable when it stays away, refuses the login or is too old
   */
  public void check(Duration patience) {
    var end = clock.instant().plus(patience);
    for (boolean first = true; ; first = false) {
      try {
        checkOnce();
        return;
      } catch (SQLException e) {
        if (!mayPass(e) || clock.instant().isAfter(end)) {
          throw new DatabaseUnavailable(explain(e), e);
        }
        if (first) {
          notices.accept(
              "Waiting up to %d s for PostgreSQL on %s:%d"
                  .formatted(patience.toSeconds(), address.host(), address.port()));
        }
        pause();
      }
    }
  }

  private void checkOnce() throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", address.user());
    if (address.password() != null) {
      login.setProperty("password", address.password());
    }
    login.setProperty("connectTimeout", "5");
    login.setProperty("socketTimeout", "10");
    login.setProperty("ApplicationName", "errand");
    try (Connection connection = DriverManager.getConnection(address.jdbcUrl(), login)) {
      int version = connection.getMetaData().getDatabaseMajorVersion();
      if (version < OLDEST_VERSION) {
        throw new DatabaseUnavailable(
            "PostgreSQL on %s:%d is version %d; Errand needs %d or newer"
                .formatted(address.host(), address.port(), version, OLDEST_VERSION),
            null);
      }
    }
  }

  private static boolean mayPass(SQLException failure) {
    return PASSING.contains(String.valueOf(failure.getSQLState()))
        && !(failure.getCause() instanceof UnknownHostException);
  }

  private String explain(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    String server = "PostgreSQL on %s:%d".formatted(address.host(), address.port());
    if (failure.getCause() instanceof UnknownHostException) {
      return "There is no host '%s': correct the database's address".formatted(address.host());
    }
    if (WRONG_LOGIN.contains(state)) {
      return "%s refuses the login of user '%s': correct the user or the password (%s)"
          .formatted(server, address.user(), oneLine(failure));
    }
    if (state.equals("3D000")) {
      return "%s has no database '%s': create it with 'createdb -O %s %s'"
          .formatted(server, address.name(), address.user(), address.name());
    }
    return "%s cannot be reached: start it or correct the database's address (%s)"
        .formatted(server, oneLine(failure));
  }

  private static String oneLine(SQLException failure) {
    return String.valueOf(failure.getMessage()).strip().replaceAll("\\s+", " ");
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseUnavailable("Interrupted while waiting for PostgreSQL", e);
    }
  }
}
