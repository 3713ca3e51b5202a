package dev.errand.core.bus;

/**
 * A request that changes nothing. Each feature seals its own family.
 *
 * @param <R> the answer
 */
public non-sealed interface Query<R> extends Request<R> {}
