package dev.errand.executor.news;

import org.jspecify.annotations.Nullable;

/**
 * A feed to read.
 *
 * @param url as it was given, perhaps not a URL at all
 * @param category under which the operator lists it; null if the task's author named it
 */
record Source(String url, @Nullable String category) {

  /** Whether the operator vouches for the URL. */
  boolean trusted() {
    return category != null;
  }
}
