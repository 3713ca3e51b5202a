/** Executions: what became of attempts, and how callers read them. */
@NullMarked
package dev.errand.core.execution;

import org.jspecify.annotations.NullMarked;
