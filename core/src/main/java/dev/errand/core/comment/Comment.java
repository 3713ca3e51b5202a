package dev.errand.core.comment;

import dev.errand.core.task.TaskKey;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody said about a task.
 *
 * @param task the task
 * @param id rising in time
 * @param authorId who said it
 * @param body what was said, or what it was changed to
 * @param createdAt when it was said
 * @param editedAt when it was last changed
 */
public record Comment(
    TaskKey task,
    UUID id,
    String authorId,
    String body,
    Instant createdAt,
    @Nullable Instant editedAt) {}
