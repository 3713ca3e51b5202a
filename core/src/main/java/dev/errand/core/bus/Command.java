package dev.errand.core.bus;

/**
 * A request that changes something. Each feature seals its own family.
 *
 * @param <R> the answer
 */
public non-sealed interface Command<R> extends Request<R> {

  /** What is asked instead by somebody who only wants to know what it would answer. */
  default Command<R> rehearsal() {
    return new Rehearse<>(this);
  }
}
