package dev.errand.migrations;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the database that is to be migrated, and how patient to be with it.
 *
 * @param jdbcUrl with the database's name, as {@code jdbc:postgresql://host:port/name}
 * @param location where the numbered files lie, as {@code classpath:db/migration}
 * @param lockTimeout how long one statement may queue for a table lock before it steps aside
 * @param attempts how often to try in all when tables stay locked
 * @param pause between two attempts
 */
public record MigratorSettings(
    String jdbcUrl,
    String user,
    @Nullable String password,
    String location,
    Duration lockTimeout,
    int attempts,
    Duration pause) {

  /** The files of this program, applied with the patience that a rolling upgrade needs. */
  public static MigratorSettings of(String jdbcUrl, String user, @Nullable String password) {
    return new MigratorSettings(
        jdbcUrl,
        user,
        password,
        "classpath:db/migration",
        Duration.ofSeconds(5),
        20,
        Duration.ofSeconds(3));
  }

  /** The same with the files of another folder. */
  public MigratorSettings at(String otherLocation) {
    return new MigratorSettings(
        jdbcUrl, user, password, otherLocation, lockTimeout, attempts, pause);
  }

  /** The same with another patience. */
  public MigratorSettings waiting(Duration newLockTimeout, int newAttempts, Duration newPause) {
    return new MigratorSettings(
        jdbcUrl, user, password, location, newLockTimeout, newAttempts, newPause);
  }
}
