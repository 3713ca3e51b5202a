/**
 * What the author of a plugin tests it with. Extend {@link
 * dev.errand.executor.testing.ExecutorContract} for what every executor owes the service; use the
 * rest for what only yours does: an execution with whatever config and clock a test wants, a way
 * out to a server of the test's, an attempt that can be interrupted.
 */
@NullMarked
package dev.errand.executor.testing;

import org.jspecify.annotations.NullMarked;
