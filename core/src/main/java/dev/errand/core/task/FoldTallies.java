package dev.errand.core.task;

import dev.errand.core.bus.Command;

/**
 * Adds up what changes of tasks have tallied, so that few rows are left to be summed. Spans
 * tenants.
 *
 * @param max tenants at most
 */
public record FoldTallies(int max) implements Command<Integer> {}
