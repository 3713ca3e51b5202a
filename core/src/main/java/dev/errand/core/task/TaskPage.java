package dev.errand.core.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of tasks.
 *
 * @param items in order
 * @param total how many match in all; null past 10,000
 * @param next where the next page begins; null after the last
 */
public record TaskPage(List<Task> items, @Nullable Integer total, @Nullable TaskCursor next) {}
