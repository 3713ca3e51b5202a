package dev.errand.core.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.retention.RetentionCommand.KeepPartitions;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PartitionsTest {

  private static final Instant NOW = Instant.parse("2031-05-14T10:00:00Z");

  @Test
  void weeks_are_made_ahead_once_and_dropped_behind() throws Exception {
    try (var core = new CoreFixture()) {
      core.ask(new KeepPartitions(NOW, 90, false));
      var made = partitions(core);
      assertTrue(made.contains("execution_20310512"), made::toString);
      assertTrue(made.contains("outbox_20310609"), made::toString);
      core.ask(new KeepPartitions(NOW, 90, false));
      assertEquals(made, partitions(core));
      core.ask(new KeepPartitions(NOW.plus(200, ChronoUnit.DAYS), 90, false));
      assertFalse(partitions(core).contains("execution_20310512"));
      assertTrue(partitions(core).contains("execution_rest"));
    }
  }

  @Test
  void events_that_nobody_has_relayed_stay_if_asked() throws Exception {
    try (var core = new CoreFixture()) {
      core.ask(new KeepPartitions(core.clock.instant(), 90, true));
      core.create("todo", null, new JsonObject().put("title", "x"));
      var later = core.clock.instant().plus(400, ChronoUnit.DAYS);
      core.ask(new KeepPartitions(later, 90, true));
      assertEquals(1, count(core, "outbox"));
      core.ask(new KeepPartitions(later, 90, false));
      assertEquals(0, count(core, "outbox"));
      assertEquals(1, count(core, "task"));
    }
  }

  private static Set<String> partitions(CoreFixture core) throws SQLException {
    var names = new TreeSet<String>();
    try (var connection = core.database.connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select inhrelid::regclass::text from pg_inherits where inhparent in ('execution'::regclass, 'outbox'::regclass)")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private static long count(CoreFixture core, String table) throws SQLException {
    try (var connection = core.database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*) from " + table)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
