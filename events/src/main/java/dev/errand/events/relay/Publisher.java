package dev.errand.events.relay;

import dev.errand.core.event.CloudEvent;
import io.vertx.core.Future;

/** Where a relay sends messages. Called on the relay's event loop. */
public interface Publisher {

  /** Whether there is any point in trying. */
  boolean connected();

  /** Makes sure that messages have a place to go; at once if that is known. */
  Future<Void> prepare();

  /** Completes when the message is safely there; fails if that is not known. */
  Future<Void> publish(CloudEvent event);

  /** After failures: what was prepared may be gone. */
  void doubt();
}
