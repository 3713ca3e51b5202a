package dev.errand.core.evidence;

import dev.errand.core.task.TaskKey;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that shows that work was done, or how.
 *
 * @param taskKey the task
 * @param id names it within the task
 * @param content as its sender described it
 * @param file that was sent; null for none
 * @param addedBy who added it
 * @param createdAt when it was added
 */
public record Evidence(
    TaskKey taskKey,
    UUID id,
    NewEvidence content,
    @Nullable EvidenceFile file,
    String addedBy,
    Instant createdAt) {}
