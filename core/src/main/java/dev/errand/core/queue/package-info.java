/** What can be told about queues: how many tasks stand where, and why one does not run. */
@NullMarked
package dev.errand.core.queue;

import org.jspecify.annotations.NullMarked;
