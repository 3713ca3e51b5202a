package dev.errand.core.bus;

/**
 * A request that changes something. Each feature seals its own family.
 *
 * @param <R> the answer
 */
public non-sealed interface Command<R> extends Request<R> {}
