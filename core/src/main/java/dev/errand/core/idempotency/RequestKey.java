package dev.errand.core.idempotency;

/**
 * A caller's name for one request.
 *
 * @param tenantId whose
 * @param userId who makes it
 * @param route what it asks for, by the contract's name
 * @param key as the caller says
 */
public record RequestKey(String tenantId, String userId, String route, String key) {}
