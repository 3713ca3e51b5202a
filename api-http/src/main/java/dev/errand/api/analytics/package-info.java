/** The operations that tell what tasks and executions have come to. */
@NullMarked
package dev.errand.api.analytics;

import org.jspecify.annotations.NullMarked;
