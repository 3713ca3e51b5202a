package dev.errand.app.config;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * One place that settings come from, kept apart from the others so that each value can tell its
 * origin.
 *
 * @param origin as people call it
 * @param isFile whether keys are in lower case and must all be known
 */
record ConfigSource(String origin, boolean isFile, JsonObject values) {

  static Future<ConfigSource> file(Vertx vertx, Path path) {
    ConfigStoreOptions store =
        new ConfigStoreOptions()
            .setType("file")
            .setFormat("yaml")
            .setConfig(new JsonObject().put("path", path.toString()));
    Future<JsonObject> values;
    try {
      // Vert.x's YAML reader fails on a file that holds comments only.
      values =
          Files.readAllLines(path).stream().allMatch(line -> line.strip().matches("(#.*)?"))
              ? Future.succeededFuture(new JsonObject())
              : read(vertx, store);
    } catch (IOException e) {
      values = Future.failedFuture(e);
    }
    return values
        .map(read -> new ConfigSource(path.toString(), true, read))
        .recover(failure -> Future.failedFuture(explain(path, failure)));
  }

  private static ConfigMistakes explain(Path path, Throwable failure) {
    String problem =
        switch (failure) {
          case MarkedYAMLException yaml ->
              "line %d: %s".formatted(yaml.getProblemMark().getLine() + 1, yaml.getProblem());
          case DecodeException e -> "must hold names and values, as in 'service_port: 8211'";
          case IOException e -> "cannot be read as a text file in UTF-8";
          default -> String.valueOf(failure.getMessage());
        };
    return new ConfigMistakes(List.of(path + ": " + problem));
  }

  static Future<ConfigSource> environment(Vertx vertx) {
    return named(vertx, "env").map(values -> new ConfigSource("environment", false, values));
  }

  static Future<ConfigSource> systemProperties(Vertx vertx) {
    return named(vertx, "sys").map(values -> new ConfigSource("system property", false, values));
  }

  private static Future<JsonObject> named(Vertx vertx, String type) {
    JsonArray names = new JsonArray();
    Settings.all().forEach(setting -> names.add(setting.name()));
    // Raw: otherwise the password 0123 would arrive as the number 123.
    JsonObject raw = new JsonObject().put("raw-data", true).put("keys", names);
    return read(vertx, new ConfigStoreOptions().setType(type).setConfig(raw));
  }

  private static Future<JsonObject> read(Vertx vertx, ConfigStoreOptions store) {
    ConfigRetriever retriever =
        ConfigRetriever.create(
            vertx, new ConfigRetrieverOptions().setScanPeriod(-1).addStore(store));
    return retriever.getConfig().eventually(retriever::close);
  }
}
