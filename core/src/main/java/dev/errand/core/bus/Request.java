package dev.errand.core.bus;

import java.time.Duration;

/**
 * What one verticle asks of another and awaits an answer to. Implemented by immutable records,
 * which arrive as the same reference.
 *
 * @param <R> the answer
 */
public sealed interface Request<R> permits Command, Query {

  /** How long the asker waits before it gives up. */
  default Duration patience() {
    return Duration.ofSeconds(30);
  }
}
