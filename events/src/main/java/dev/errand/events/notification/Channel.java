package dev.errand.events.notification;

import dev.errand.core.notification.Recipient;
import io.vertx.core.Future;

/** A way to reach people. Called on one event loop. */
interface Channel {

  /** The word by which people choose it. */
  String name();

  /** Whether it knows where to reach somebody. */
  boolean reaches(Recipient recipient);

  /**
   * Sends; completes when the other side has taken it. Fails with {@link Undeliverable} if no
   * further attempt will do better. A repeated attempt bears the same id.
   */
  Future<?> send(Message message);

  /** Lets go of what it holds. */
  default Future<?> close() {
    return Future.succeededFuture();
  }
}
