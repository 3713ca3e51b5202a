package dev.errand.app.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Merges the sources, parses every value, and collects all mistakes before it gives up. */
final class ConfigReader {

  private static final String EXECUTORS = "executors";

  private final List<ConfigSource> sources;
  private final List<String> mistakes = new ArrayList<>();
  private final Map<Setting<?>, Config.Value> values = new HashMap<>();

  /**
   * @param sources the later ones win
   */
  ConfigReader(List<ConfigSource> sources) {
    this.sources = sources;
  }

  Config read() {
    sources.stream().filter(ConfigSource::isFile).forEach(this::refuseUnknownKeys);
    Settings.all().forEach(this::resolve);
    Config config = new Config(values, executors());
    mistakes.addAll(ConfigRules.broken(config));
    if (!mistakes.isEmpty()) {
      throw new ConfigMistakes(mistakes);
    }
    return config;
  }

  /** Refuses those of the names that are no settings. */
  ConfigReader requiring(Collection<String> names) {
    refuse("-D", names, Settings.all().stream().map(Setting::name).toList());
    return this;
  }

  private void refuseUnknownKeys(ConfigSource file) {
    var known = Stream.concat(Settings.all().stream().map(Setting::key), Stream.of(EXECUTORS));
    refuse(file.origin(), file.values().fieldNames(), known.toList());
  }

  private void refuse(String origin, Collection<String> names, List<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        mistakes.add(
            "%s: '%s' is not a setting%s"
                .formatted(
                    origin,
                    name,
                    Spelling.closest(name, known)
                        .map(meant -> "; did you mean '" + meant + "'?")
                        .orElse("; 'errand serve --help' lists them")));
      }
    }
  }

  private void resolve(Setting<?> setting) {
    if (setting.fallback() != null) {
      parse(setting, setting.fallback(), "default");
    }
    for (ConfigSource source : sources) {
      Object raw = source.values().getValue(source.isFile() ? setting.key() : setting.name());
      if (raw != null && !raw.toString().isBlank()) {
        resolve(setting, raw, source);
      }
    }
  }

  private void resolve(Setting<?> setting, Object raw, ConfigSource source) {
    if (setting.kind().textual() && (raw instanceof Number || raw instanceof Boolean)) {
      mistakes.add(
          "%s: %s is a text and must stand in quotes".formatted(source.origin(), setting.key()));
      return;
    }
    parse(setting, text(raw), source.origin());
  }

  private void parse(Setting<?> setting, String text, String origin) {
    values.remove(setting); // a wrong value must not leave an earlier one to be judged by the rules
    try {
      values.put(setting, new Config.Value(setting.kind().parse().apply(text), text, origin));
    } catch (WrongValue e) {
      mistakes.add("%s: %s %s".formatted(origin, setting.name(), e.problem()));
    } catch (IllegalArgumentException e) {
      mistakes.add(
          "%s: %s must be %s, but is '%s'"
              .formatted(
                  origin,
                  setting.name(),
                  setting.kind().expects(),
                  setting.kind().mask().apply(text)));
    }
  }

  private static String text(Object raw) {
    return switch (raw) {
      case JsonArray list -> list.stream().map(String::valueOf).collect(Collectors.joining(","));
      case JsonObject map -> map.encode();
      default -> raw.toString().strip();
    };
  }

  private Map<String, JsonObject> executors() {
    Map<String, JsonObject> executors = new HashMap<>();
    for (ConfigSource source : sources) {
      switch (source.values().getValue(EXECUTORS)) {
        case null -> {}
        case JsonObject types ->
            types.forEach(
                type -> {
                  if (type.getValue() instanceof JsonObject own) {
                    executors.put(type.getKey(), own);
                  } else {
                    mistakes.add(
                        "%s: executors.%s must hold names and values"
                            .formatted(source.origin(), type.getKey()));
                  }
                });
        case Object other ->
            mistakes.add("%s: executors must hold task types".formatted(source.origin()));
      }
    }
    return executors;
  }
}
