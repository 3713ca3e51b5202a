package dev.errand.core.evidence;

import java.util.UUID;

/**
 * Names a file.
 *
 * @param tenantId whose it is
 * @param id within the service
 * @param store the name of the {@link FileStore} in which it lies
 */
public record FileKey(String tenantId, UUID id, String store) {}
