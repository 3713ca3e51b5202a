package dev.errand.core.identity;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What somebody has subscribed to, from least to most. */
public enum Level {
  FREE,
  BASIC,
  PRO,
  ENTERPRISE;

  /** The word that headers and JSON use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** True if this level has at least what the other has. */
  public boolean atLeast(Level other) {
    return compareTo(other) >= 0;
  }

  /** The level of a word, in any case; empty for an unknown one, or none. */
  public static Optional<Level> of(@Nullable String word) {
    for (var level : values()) {
      if (word != null && level.word().equalsIgnoreCase(word.strip())) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }
}
