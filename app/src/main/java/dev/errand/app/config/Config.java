package dev.errand.app.config;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The effective configuration: checked, immutable, read once at start. Only the composition root
 * sees it; it hands each part the values it needs.
 */
public final class Config {

  private final Map<Setting<?>, Value> values;
  private final Map<String, JsonObject> executors;

  Config(Map<Setting<?>, Value> values, Map<String, JsonObject> executors) {
    this.values = Map.copyOf(values);
    this.executors = Map.copyOf(executors);
  }

  /** A parsed value, the text it came from, and where that stood. */
  record Value(Object parsed, String text, String origin) {}

  /**
   * Reads the defaults, then the file, the environment and the system properties; what comes later
   * wins. An empty text counts as not set.
   *
   * @param file null for {@code errand.yaml} in the working folder, if there is one
   * @return fails with {@link ConfigMistakes}, which lists all of them
   */
  public static Future<Config> load(Vertx vertx, @Nullable Path file) {
    return load(vertx, file, Set.of());
  }

  /**
   * As {@link #load(Vertx, Path)}, and refuses names that are no settings.
   *
   * @param named the system properties that were set as settings, so that each must be one
   */
  public static Future<Config> load(Vertx vertx, @Nullable Path file, Set<String> named) {
    Path path = file == null ? Path.of("errand.yaml") : file;
    if (file != null && !Files.isReadable(file)) {
      return Future.failedFuture(
          new ConfigMistakes(List.of("The configuration file " + file + " cannot be read")));
    }
    Future<ConfigSource> yaml =
        Files.exists(path)
            ? ConfigSource.file(vertx, path)
            : Future.succeededFuture(new ConfigSource(path.toString(), true, new JsonObject()));
    return Future.all(yaml, ConfigSource.environment(vertx), ConfigSource.systemProperties(vertx))
        .map(sources -> new ConfigReader(sources.list()).requiring(named).read());
  }

  /** A setting that has a default. */
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(() -> new IllegalStateException(setting.name() + " has no default: use find"));
  }

  /** A setting that may be absent. */
  @SuppressWarnings("unchecked") // a value is only ever stored under the setting that parsed it
  public <T> Optional<T> find(Setting<T> setting) {
    return Optional.ofNullable(values.get(setting)).map(value -> (T) value.parsed());
  }

  /** The database server to use; empty for the embedded one. */
  public Optional<DatabaseAddress> database() {
    return find(Settings.DATABASE_URL)
        .or(() -> find(Settings.PG_DSN))
        .or(() -> find(Settings.POSTGRES_HOST).map(this::database));
  }

  private DatabaseAddress database(String host) {
    return new DatabaseAddress(
        host,
        get(Settings.POSTGRES_PORT),
        get(Settings.POSTGRES_DB),
        get(Settings.POSTGRES_USER),
        find(Settings.POSTGRES_PASSWORD).orElse(null),
        "prefer",
        null);
  }

  /** Each executor's own settings, {@code executors.<type>} in the file; the caller's to change. */
  public JsonObject executor(String type) {
    return executors.getOrDefault(type, new JsonObject()).copy();
  }

  /** The types that {@code executors} in the file speaks of; each must exist. */
  public Set<String> executorTypes() {
    return executors.keySet();
  }

  /** The effective configuration as a file, each line with its origin; secrets are masked. */
  public String print() {
    return ConfigPrinter.print(values, executors);
  }
}
