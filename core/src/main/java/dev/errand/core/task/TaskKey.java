package dev.errand.core.task;

import java.util.UUID;

/**
 * Names a task. The tenant is part of every key, so that no statement can reach into another's
 * data.
 *
 * @param tenantId whose it is
 * @param id within the service
 */
public record TaskKey(String tenantId, UUID id) {}
