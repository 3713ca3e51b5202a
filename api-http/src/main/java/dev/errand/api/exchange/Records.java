package dev.errand.api.exchange;

import org.jspecify.annotations.Nullable;

/** The records of a file, one after the other. Used by one thread. */
interface Records {

  /** As many characters may a record have; a task's members are together not much longer. */
  int LONGEST = 4 * 1024 * 1024;

  /**
   * The next one; null at the end.
   *
   * @throws Refusal if the file cannot be read
   */
  @Nullable FileRecord next();

  /** What its columns or members mean. */
  Layout layout();
}
