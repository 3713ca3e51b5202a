package dev.errand.core.apikey;

import java.util.Locale;

/** A part of the API that a key opens. */
public enum Scope {
  /** Whatever changes nothing. */
  READ,
  /** Changes, and reading. */
  WRITE,
  /** Taking tasks and telling what came of them, and nothing else. */
  WORKER,
  /** Everything. */
  ADMIN;

  /** The word that JSON uses. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The scope of a word. */
  public static Scope of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** True if whoever has this scope may do what needs the other. */
  public boolean covers(Scope needed) {
    return this == ADMIN || this == needed || (this == WRITE && needed == READ);
  }
}
