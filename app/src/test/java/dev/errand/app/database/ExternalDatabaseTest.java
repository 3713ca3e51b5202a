package dev.errand.app.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.app.config.DatabaseAddress;
import dev.errand.migrations.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExternalDatabaseTest {

  private final List<String> notices = new ArrayList<>();

  @Test
  void accepts_a_server_that_answers() {
    try (TestDatabase database = TestDatabase.create()) {
      check(address(database, database.name()), Duration.ofSeconds(5));
      assertEquals(List.of(), notices);
    }
  }

  @Test
  void says_that_the_database_does_not_exist() {
    try (TestDatabase database = TestDatabase.create()) {
      assertProblem(address(database, "nowhere"), "has no database 'nowhere': create it");
    }
  }

  @Test
  void says_that_the_login_is_refused() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      DatabaseAddress stranger =
          new DatabaseAddress(
              database.host(), database.port(), database.name(), "stranger", "x", "prefer", null);
      assertProblem(stranger, "refuses the login of user 'stranger'");
    }
  }

  @Test
  void says_that_there_is_no_such_host() {
    assertProblem(address("no-such-host.invalid", 5432), "There is no host 'no-such-host.invalid'");
  }

  @Test
  void waits_for_a_server_that_is_not_there_and_says_so_once() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertProblem(address("127.0.0.1", port), "cannot be reached: start it or correct");
    assertEquals(List.of("Waiting up to 1 s for PostgreSQL on 127.0.0.1:" + port), notices);
  }

  private void assertProblem(DatabaseAddress address, String expected) {
    DatabaseUnavailable problem =
        assertThrows(DatabaseUnavailable.class, () -> check(address, Duration.ofSeconds(1)));
    assertTrue(problem.toString().contains(expected), problem.toString());
    assertEquals(1, problem.toString().lines().count());
  }

  private void check(DatabaseAddress address, Duration patience) {
    new ExternalDatabase(address, InstantSource.system(), notices::add).check(patience);
  }

  private static DatabaseAddress address(TestDatabase database, String name) {
    return new DatabaseAddress(
        database.host(), database.port(), name, database.user(), null, "prefer", null);
  }

  private static DatabaseAddress address(String host, int port) {
    return new DatabaseAddress(host, port, "errand", "errand", null, "prefer", null);
  }
}
