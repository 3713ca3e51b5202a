package dev.errand.app.database;

import org.jspecify.annotations.Nullable;

/** The database cannot be used; the message is one line that says why and what to do. */
public final class DatabaseUnavailable extends RuntimeException {

  DatabaseUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
