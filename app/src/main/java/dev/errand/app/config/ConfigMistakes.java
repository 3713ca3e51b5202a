package dev.errand.app.config;

import java.util.List;

/** The configuration cannot be used; holds every mistake that was found, one line each. */
public final class ConfigMistakes extends RuntimeException {

  private final transient List<String> lines;

  /** One sentence for each. */
  public ConfigMistakes(List<String> lines) {
    super(String.join("\n", lines));
    this.lines = List.copyOf(lines);
  }

  /** One sentence for each mistake: what is wrong, and what would be right. */
  public List<String> lines() {
    return lines;
  }
}
