package dev.errand.app;

import dev.errand.app.config.Config;
import dev.errand.app.config.DatabaseAddress;
import dev.errand.app.config.Settings;
import dev.errand.app.database.EmbeddedDatabase;
import dev.errand.app.database.ExternalDatabase;
import dev.errand.migrations.Migrator;
import dev.errand.migrations.MigratorSettings;
import dev.errand.migrations.SchemaVersion;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The configured database, ready to be connected to: a server elsewhere, or the embedded one, which
 * runs until this is closed. Blocks; for the threads that start and stop the process.
 */
public final class OpenDatabase implements AutoCloseable {

  private final DatabaseAddress address;
  private final @Nullable EmbeddedDatabase embedded;
  private final Consumer<String> notices;

  private OpenDatabase(
      DatabaseAddress address, @Nullable EmbeddedDatabase embedded, Consumer<String> notices) {
    this.address = address;
    this.embedded = embedded;
    this.notices = notices;
  }

  /**
   * Starts or checks the database.
   *
   * @param notices takes lines for the person who waits
   * @throws dev.errand.app.database.DatabaseUnavailable when it cannot be used
   */
  public static OpenDatabase open(Config config, Consumer<String> notices) {
    if (config.database().isEmpty()) {
      EmbeddedDatabase embedded = EmbeddedDatabase.start(config.get(Settings.ERRAND_DATA_DIR));
      return new OpenDatabase(embedded.address(), embedded, notices);
    }
    DatabaseAddress address = config.database().get();
    new ExternalDatabase(address, InstantSource.system(), notices)
        .check(config.get(Settings.DB_START_TIMEOUT));
    return new OpenDatabase(address, null, notices);
  }

  /** Where it is. */
  public DatabaseAddress address() {
    return address;
  }

  /** Brings its schema to this version. */
  public SchemaVersion migrate() {
    return new Migrator(
            MigratorSettings.of(address.jdbcUrl(), address.user(), address.password()), notices)
        .migrate();
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
