package dev.errand.core.execution;

import dev.errand.core.bus.Command;
import java.time.Instant;

/**
 * Removes results and errors whose time is over; nobody can read them any more since then. Spans
 * tenants. Answers with their number.
 *
 * @param now as the asker's clock says
 * @param max how many results, and how many errors, at most
 */
public record PurgePayloads(Instant now, int max) implements Command<Integer> {}
