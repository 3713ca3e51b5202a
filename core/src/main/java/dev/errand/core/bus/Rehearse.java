package dev.errand.core.bus;

import java.time.Duration;

/**
 * Carries a command out and undoes it: answers, or is refused, as the command would be, and leaves
 * nothing behind.
 *
 * @param <R> the answer
 */
public record Rehearse<R>(Command<R> command) implements Command<R> {

  @Override
  public Duration patience() {
    return command.patience();
  }
}
