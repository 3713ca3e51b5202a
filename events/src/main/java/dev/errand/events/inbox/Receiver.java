package dev.errand.events.inbox;

import dev.errand.events.inbox.Letter.Unreadable;
import io.vertx.core.Future;

/** Does what a letter asks for. Called from any thread. */
@FunctionalInterface
public interface Receiver {

  /**
   * Does it, as often as it comes with the same effect; a failure has it come again.
   *
   * @throws Unreadable if it is no use to have it come again
   */
  Future<?> receive(Letter letter) throws Unreadable;
}
