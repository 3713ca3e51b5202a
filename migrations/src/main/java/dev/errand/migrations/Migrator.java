package dev.errand.migrations;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;

/**
 * Brings a database to the schema version of this program. Any number of nodes may call {@link
 * #migrate} at once: one works under an advisory lock, the others wait and find nothing to do. All
 * methods block, so never call them on an event loop; an instance may be shared between threads.
 */
public final class Migrator {

  /** Flyway's record of what was applied. Named so that it never meets another program's. */
  public static final String HISTORY_TABLE = "errand_schema_history";

  /** Reads the installed version over any client; fails when the database was never migrated. */
  public static final String INSTALLED_VERSION_SQL =
      "select coalesce(max(version::int), 0) as version from errand_schema_history where success";

  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final int SECONDS_FOR_ANOTHER_NODE = 600;

  private final MigratorSettings settings;
  private final Consumer<String> notices;
  private final Flyway flyway;

  /**
   * @param settings which database, and how patient to be
   * @param notices takes a line for a person whenever the migration has to wait
   */
  public Migrator(MigratorSettings settings, Consumer<String> notices) {
    this.settings = settings;
    this.notices = notices;
    this.flyway = flyway(settings);
  }

  /**
   * Applies what is missing. A statement that waits longer than the lock timeout is rolled back and
   * tried again after a pause, so that the traffic queueing behind it flows in between.
   *
   * @throws MigrationFailed when a file fails, was changed after it was applied, or tables stayed
   *     locked through all attempts
   */
  public SchemaVersion migrate() {
    for (int attempt = 1; ; attempt++) {
      try {
        flyway.migrate();
        return version();
      } catch (FlywayException e) {
        if (!isLocked(e) || attempt >= settings.attempts()) {
          throw new MigrationFailed(explain(e, attempt), e);
        }
        pauseBefore(attempt + 1);
      }
    }
  }

  /** Compares the files of this program with what the database has. */
  public SchemaVersion version() {
    MigrationInfo[] all = flyway.info().all();
    return new SchemaVersion(
        newest(Arrays.stream(all).filter(m -> m.getState().isResolved())),
        newest(
            Arrays.stream(all).filter(m -> m.getState().isApplied() && !m.getState().isFailed())));
  }

  private static int newest(Stream<MigrationInfo> migrations) {
    return migrations.mapToInt(m -> m.getVersion().getMajor().intValueExact()).max().orElse(0);
  }

  private static Flyway flyway(MigratorSettings settings) {
    FluentConfiguration configuration =
        Flyway.configure()
            .dataSource(settings.jdbcUrl(), settings.user(), settings.password())
            .locations(settings.location())
            .table(HISTORY_TABLE)
            .callbacks(new LockTimeout(settings.lockTimeout()), new RewrittenFiles())
            .lockRetryCount(SECONDS_FOR_ANOTHER_NODE);
    // The default, a lock inside a transaction, hangs for ever on CREATE INDEX CONCURRENTLY, which
    // waits for every open transaction: its own lock's too.
    configuration
        .getPluginRegister()
        .getExact(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false);
    return configuration.load();
  }

  private void pauseBefore(int attempt) {
    notices.accept(
        "The schema change waits for a table that another session has locked; attempt %d of %d in %s"
            .formatted(attempt, settings.attempts(), settings.pause()));
    try {
      Thread.sleep(settings.pause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MigrationFailed("The schema change was interrupted; nothing is half done", e);
    }
  }

  private static String explain(FlywayException failure, int attempts) {
    if (isLocked(failure)) {
      return "The schema could not be changed: after %d attempts another session still holds a lock on a table. End long transactions (see pg_stat_activity) and start again"
          .formatted(attempts);
    }
    String report = String.valueOf(failure.getMessage()).strip();
    if (failure instanceof FlywayValidateException) {
      return "The schema could not be changed: this database has migrations of another build of Errand (%s). Start that build, or use another database (ERRAND_DATA_DIR, DATABASE_URL)"
          .formatted(
              report
                  .lines()
                  .filter(
                      line -> line.startsWith("Migration checksum") || line.startsWith("Detected"))
                  .map(
                      line ->
                          line.replaceFirst(
                              "^Migration checksum mismatch for migration", "other content:"))
                  .collect(Collectors.joining("; ")));
    }
    SQLException cause = sqlException(failure);
    return "The schema could not be changed: "
        + (cause == null
            ? report.replaceAll("\\s+", " ")
            : report.lines().findFirst().orElse("") + ": " + cause.getMessage());
  }

  private static boolean isLocked(FlywayException failure) {
    SQLException cause = sqlException(failure);
    return cause != null && LOCK_NOT_AVAILABLE.equals(cause.getSQLState());
  }

  private static @Nullable SQLException sqlException(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }
}
