package dev.errand.app.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be configured. Its name is the environment's; in the file it is written in
 * lower case. See {@link Settings} for all of them.
 *
 * @param group the heading it stands under in help and documentation
 * @param name as in the environment
 * @param kind how its text becomes a value
 * @param fallback the text that counts when nothing is configured; null when there is none
 * @param description one line for people
 */
public record Setting<T>(
    String group, String name, Kind<T> kind, @Nullable String fallback, String description) {

  /** Its name in {@code errand.yaml}. */
  public String key() {
    return name.toLowerCase(Locale.ROOT);
  }
}
