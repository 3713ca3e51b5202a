package dev.errand.migrations;

/**
 * Which schema this program needs and which one the database has.
 *
 * @param expected the number of the program's newest file; 0 when it has none
 * @param installed the number of the newest file that was applied; 0 before the first
 */
public record SchemaVersion(int expected, int installed) {

  /**
   * Whether this program can work with the database. A newer schema is fine: while an upgrade
   * rolls, the previous version keeps working.
   */
  public boolean isReady() {
    return installed >= expected;
  }
}
