package dev.errand.app.config;

import java.util.ArrayList;
import java.util.List;

/** Lists the known settings for people, in a terminal and in the documentation. */
public final class SettingsHelp {

  private SettingsHelp() {}

  /** One line for each setting, under the heading of its group. */
  public static List<String> lines() {
    List<String> lines = new ArrayList<>();
    String group = "";
    for (Setting<?> setting : Settings.all()) {
      if (!setting.group().equals(group)) {
        group = setting.group();
        lines.add("");
        lines.add(group);
      }
      String fallback = setting.fallback() == null ? "" : " [" + setting.fallback() + "]";
      lines.add("  %-27s %s%s".formatted(setting.name(), setting.description(), fallback));
    }
    return lines;
  }

  /** The tables of {@code docs/operations.md}. */
  public static String markdown() {
    StringBuilder out = new StringBuilder();
    String group = "";
    for (Setting<?> setting : Settings.all()) {
      if (!setting.group().equals(group)) {
        group = setting.group();
        out.append(
            "\n### %s\n\n| setting | is | default | value |\n|---|---|---|---|\n".formatted(group));
      }
      out.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  setting.name(),
                  setting.description(),
                  documentedDefault(setting),
                  setting.kind().expects()));
    }
    return out.toString();
  }

  /** The one default that depends on the machine is described rather than computed. */
  private static String documentedDefault(Setting<?> setting) {
    if (setting.equals(Settings.ENGINE_CONCURRENCY)) {
      return Settings.SLOTS_A_CORE + " for each core";
    }
    return setting.fallback() == null ? "" : "`" + setting.fallback() + "`";
  }
}
