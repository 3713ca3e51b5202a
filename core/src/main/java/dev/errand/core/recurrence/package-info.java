/** Schedules that are kept: what callers do with them, and what happens when they fire. */
@NullMarked
package dev.errand.core.recurrence;

import org.jspecify.annotations.NullMarked;
