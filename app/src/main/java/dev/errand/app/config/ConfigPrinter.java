package dev.errand.app.config;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes settings for people: the effective ones as a YAML file, the known ones as a table. */
final class ConfigPrinter {

  private static final String LINE = "%-52s # %s%n";

  private ConfigPrinter() {}

  static String print(Map<Setting<?>, Config.Value> values, Map<String, JsonObject> executors) {
    StringBuilder out = new StringBuilder();
    String group = "";
    for (Setting<?> setting : Settings.all()) {
      if (!setting.group().equals(group)) {
        group = setting.group();
        out.append(String.format("%n# %s%n", group));
      }
      out.append(line(setting, values.get(setting)));
    }
    if (!executors.isEmpty()) {
      // Plug-ins do not say which of their settings are secret, so only the names are shown.
      out.append(String.format("%nexecutors:%n"));
      new TreeMap<>(executors)
          .forEach(
              (type, own) ->
                  out.append(
                      String.format("  %s: # %s%n", type, String.join(", ", own.fieldNames()))));
    }
    return out.toString().strip() + System.lineSeparator();
  }

  private static String line(Setting<?> setting, Config.@Nullable Value value) {
    if (value == null) {
      return String.format(LINE, "# " + setting.key() + ":", "not set");
    }
    String shown = setting.kind().mask().apply(value.text());
    String yaml = setting.kind().textual() ? Json.encode(shown) : shown;
    return String.format(LINE, setting.key() + ": " + yaml, value.origin());
  }
}
