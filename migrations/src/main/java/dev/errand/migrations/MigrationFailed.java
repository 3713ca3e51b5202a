package dev.errand.migrations;

/** The schema could not be brought up to date; the message says why and what would help. */
public final class MigrationFailed extends RuntimeException {

  MigrationFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
