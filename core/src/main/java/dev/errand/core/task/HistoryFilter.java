package dev.errand.core.task;

import dev.errand.core.task.TaskFilter.Span;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which changes of a tenant's tasks are meant: those that meet every criterion. Null leaves one
 * out.
 *
 * @param actor who made them: a user, {@code key:} and an API key's id, or one of the system
 * @param action what was done
 * @param taskId to which task
 * @param span when
 */
public record HistoryFilter(
    @Nullable String actor, @Nullable String action, @Nullable UUID taskId, Span span) {}
