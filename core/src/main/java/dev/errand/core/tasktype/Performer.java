package dev.errand.core.tasktype;

import java.util.Locale;

/** Who does the work of a task. */
public enum Performer {
  /** A person. */
  HUMAN,
  /** An executor plugin in this process. */
  SERVICE,
  /** A remote worker that claims it over HTTP. */
  WORKER;

  /** The word that JSON and columns use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The performer of a word. */
  public static Performer of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
