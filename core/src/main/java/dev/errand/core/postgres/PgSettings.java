package dev.errand.core.postgres;

import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;

/**
 * How to reach the database.
 *
 * @param connect host, port, database, user, TLS
 * @param poolSize connections in all, at least 2
 * @param queueLimit requests that may wait for a connection; beyond it they are refused
 * @param acquireTimeout how long a request waits for a connection
 */
public record PgSettings(
    PgConnectOptions connect, int poolSize, int queueLimit, Duration acquireTimeout) {}
