package dev.errand.core.worker;

import java.util.UUID;

/** Names an execution. */
record ExecutionKey(String tenantId, UUID executionId) {}
