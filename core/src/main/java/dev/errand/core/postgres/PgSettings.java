package dev.errand.core.postgres;

import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;

/**
 * How to reach the database.
 *
 * @param connect host, port, database, user, TLS
 * @param poolSize connections in all, at least 2
 * @param queueLimit requests that may wait for a connection; beyond it they are refused
 * @param timing of connections
 */
public record PgSettings(PgConnectOptions connect, int poolSize, int queueLimit, Timing timing) {

  /**
   * How long connections are waited for and kept.
   *
   * @param acquire how long a request waits for one
   * @param idle when an idle one is closed
   * @param lifetime when any one is renewed, so that a changed server or balancer is noticed
   */
  public record Timing(Duration acquire, Duration idle, Duration lifetime) {

    /** The usual. */
    public static final Timing USUAL =
        new Timing(Duration.ofSeconds(5), Duration.ofMinutes(10), Duration.ofHours(1));
  }
}
