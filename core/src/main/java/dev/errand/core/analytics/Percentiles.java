package dev.errand.core.analytics;

import org.jspecify.annotations.Nullable;

/**
 * What so many percent of the times do not exceed, in milliseconds: of the nearest rank, at most 2
 * % and half a millisecond from it. All null where there are none.
 */
public record Percentiles(@Nullable Long p50, @Nullable Long p95, @Nullable Long p99) {}
