/** The operations on queues: how tasks stand, and why one does not run. */
@NullMarked
package dev.errand.api.queue;

import org.jspecify.annotations.NullMarked;
