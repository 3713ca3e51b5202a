package dev.errand.core.dependency;

import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.task.Terms.OnFailure;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task waits for another one. Open until the other has completed, or has ended where its failure
 * is ignored; closed for good from then on, whatever becomes of the other.
 *
 * @param task the one that waits
 * @param dependsOnId the one waited for
 * @param onFailure what becomes of the first if the second does not complete
 * @param open whether it still has to wait
 * @param createdAt when the dependency was added
 * @param status of the one waited for; null if it is deleted
 */
public record Dependency(
    TaskKey task,
    UUID dependsOnId,
    OnFailure onFailure,
    boolean open,
    Instant createdAt,
    @Nullable TaskStatus status) {}
