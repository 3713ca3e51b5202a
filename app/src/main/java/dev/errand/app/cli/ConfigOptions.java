package dev.errand.app.cli;

import dev.errand.app.config.Config;
import dev.errand.app.config.Settings;
import dev.errand.app.logging.Logging;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command's configuration comes from; the same options for all commands that need one. */
final class ConfigOptions {

  private static final int SECONDS = 20;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read settings from this file instead of ./errand.yaml.")
  private @Nullable Path file;

  @Option(
      names = "-D",
      paramLabel = "NAME=VALUE",
      description = "Set one setting; wins over the environment and the file.")
  private Map<String, String> settings = new LinkedHashMap<>();

  /** Reads it for a command that ends by itself, whose output the log would only clutter. */
  Config loadQuietly() throws TimeoutException {
    Vertx vertx = Vertx.vertx();
    try {
      Config config = read(vertx);
      String level =
          config.get(Settings.LOG_LEVEL).equals("info") ? "warn" : config.get(Settings.LOG_LEVEL);
      Logging.apply(level, Logging.Format.TEXT);
      return config;
    } finally {
      vertx.close().await(SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Reads it for the service, and sets up the log as it says. */
  Config load(Vertx vertx) throws TimeoutException {
    Config config = read(vertx);
    Logging.apply(config.get(Settings.LOG_LEVEL), format(config));
    return config;
  }

  /** Whether standard output is read by a program, which expects nothing but JSON there. */
  static boolean writesJson(Config config) {
    return format(config) == Logging.Format.JSON;
  }

  private static Logging.Format format(Config config) {
    return Logging.Format.of(
        config.get(Settings.LOG_FORMAT), Boolean.getBoolean("errand.terminal"));
  }

  private Config read(Vertx vertx) throws TimeoutException {
    settings.forEach(System::setProperty);
    return Config.load(vertx, file, settings.keySet()).await(SECONDS, TimeUnit.SECONDS);
  }
}
