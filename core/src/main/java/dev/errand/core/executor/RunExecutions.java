package dev.errand.core.executor;

import dev.errand.core.bus.Command;
import dev.errand.core.lease.Claim;
import java.util.List;

/**
 * Begins claimed executions on their plugins; answers at once. How each ended is told by {@link
 * ExecutionsEnded}.
 *
 * @param claims what to run
 */
public record RunExecutions(List<Claim> claims) implements Command<Void> {}
