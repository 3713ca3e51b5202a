package dev.errand.core.lease;

/**
 * A line of queued executions that are alike to claims: the unit of fairness and of limits.
 *
 * @param hash of all the others; what the index is ordered by
 * @param concurrencyKey empty if they have none
 */
record Lane(long hash, String tenantId, String namespace, String type, String concurrencyKey) {}
