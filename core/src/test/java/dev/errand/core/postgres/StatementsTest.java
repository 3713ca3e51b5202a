package dev.errand.core.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.errand.migrations.testing.TestDatabase;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every statement of the service, against the schema as migrated. */
class StatementsTest {

  private static final Pattern STATEMENT =
      Pattern.compile("^\\s*(with|select|insert|update|delete)\\b.*", Pattern.DOTALL);

  /** Statements that span tenants, because the service itself runs them, for all. */
  private static final Set<String> OF_THE_SYSTEM =
      Set.of(
          "AnalyticsReads.PLANNED_BY_KEY",
          "ApiKeys.USE",
          "LaneClaim.OF_SERVICE",
          "LaneClaim.OF_WORKERS",
          "LaneSearch.OF_SERVICE",
          "LeaseClaims.PROMOTE",
          "LeaseClaims.LOST",
          "LeaseClaims.UNHEARD",
          "LeaseClaims.DEPTH",
          "LeaseHoldings.BEAT",
          "LeaseHoldings.FORGET",
          "LeaseHoldings.RETIRE",
          "RemoteWorkers.CLAIMED",
          "RemoteWorkers.FORGET",
          "BacklogCount.COUNT",
          "Deliveries.REMOVE",
          "Dependents.OPEN",
          "Dependents.PAGE",
          "Payloads.PURGE_RESULTS",
          "Payloads.PURGE_ERRORS",
          "WebhookRows.SUBSCRIBERS",
          "TaskExpiry.EXPIRE",
          "UserReads.TENANTS",
          "TaskTallies.FOLD",
          "RequestKeys.CLAIM",
          "RequestKeys.PURGE",
          "DueSchedules.LOCK",
          "DueSchedules.NEXT",
          "TaskCounts.OF_ALL",
          "Events.TAKE",
          "Events.READ",
          "Events.ADVANCE",
          "Events.RELEASE",
          "Events.LAG",
          "Feeds.CLOSE",
          "Feeds.LOCK",
          "Feeds.OPEN",
          "OldRows.FIRINGS",
          "OldRows.FRESHNESS",
          "OldRows.EVENTS",
          "OldRows.NOTIFICATIONS",
          "NotificationRows.CLAIM",
          "DueTelling.REMINDERS",
          "DueTelling.DUE_SOON",
          "DueTelling.OVERDUE",
          "DaySummaries.CHANGED",
          "DaySummaries.SET",
          "DaySummaries.DUE",
          "DaySummaries.TELL",
          "Partitions.ENSURE",
          "Rollups.FOLD",
          "Rollups.LOCK",
          "Rollups.REMOVE_COUNTS",
          "Rollups.REMOVE_TIMINGS",
          "Rollups.ROLL",
          "Partitions.DROP",
          "Partitions.MARK",
          "FeedReads.END",
          "FeedReads.OPEN_FIRST",
          "FeedReads.OPEN_NEXT");

  /**
   * {@code tenant_id = $n}, or a key taken from arrays that carry the tenant with each id, or a new
   * row that has it first.
   */
  private static final Pattern BOUND =
      Pattern.compile(
          "tenant_id = \\$\\d|\\w+\\.tenant_id = \\w+\\.tenant_id|^\\s*with new as"
              + "|^insert into \\w+ as \\w+ \\(\\s*tenant_id,[^()]*\\)\\s*values \\(\\$1,");

  @Test
  void every_statement_can_be_prepared() throws SQLException {
    try (var database = TestDatabase.create()) {
      requirePrepared(database);
    }
  }

  @Test
  void every_migration_and_every_statement_suits_postgresql_15() throws SQLException {
    try (var database = TestDatabase.on(Path.of("target", "oldest-postgres.jar"))) {
      try (var connection = database.connect()) {
        assertEquals(15, connection.getMetaData().getDatabaseMajorVersion());
      }
      requirePrepared(database);
    }
  }

  private static void requirePrepared(TestDatabase database) throws SQLException {
    var broken = new ArrayList<String>();
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      for (var sql : statements().entrySet()) {
        try {
          statement.execute("prepare checked as " + sql.getValue());
          statement.execute("deallocate checked");
        } catch (SQLException e) {
          broken.add(sql.getKey() + ": " + e.getMessage());
        }
      }
    }
    assertTrue(broken.isEmpty(), () -> String.join("\n", broken));
  }

  @Test
  void every_statement_binds_a_tenant_but_for_those_of_the_system() {
    var unbound = new TreeSet<String>();
    statements()
        .forEach(
            (name, sql) -> {
              if (!OF_THE_SYSTEM.contains(name) && !BOUND.matcher(sql).find()) {
                unbound.add(name);
              }
            });
    assertTrue(unbound.isEmpty(), () -> "no tenant in " + unbound);
    var gone = new TreeSet<>(OF_THE_SYSTEM);
    gone.removeAll(statements().keySet());
    assertTrue(gone.isEmpty(), () -> "listed but not there: " + gone);
  }

  private static Map<String, String> statements() {
    var found = new TreeMap<String, String>();
    var classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.errand.core");
    for (var type : classes) {
      for (var field : type.getFields()) {
        if (isConstant(field)) {
          var sql = value(field.reflect());
          if (STATEMENT.matcher(sql).matches()
              && !field.getModifiers().toString().contains("PRIVATE")) {
            found.put(type.getSimpleName() + "." + field.getName(), sql);
          }
        }
      }
    }
    assertTrue(found.size() > 15, () -> "the search itself is broken: " + found.keySet());
    return found;
  }

  private static boolean isConstant(JavaField field) {
    return field.getRawType().isEquivalentTo(String.class)
        && field
            .getModifiers()
            .containsAll(
                List.of(
                    com.tngtech.archunit.core.domain.JavaModifier.STATIC,
                    com.tngtech.archunit.core.domain.JavaModifier.FINAL));
  }

  private static String value(Field field) {
    try {
      field.setAccessible(true);
      return String.valueOf(field.get(null));
    } catch (IllegalAccessException e) {
      return fail(e);
    }
  }
}
