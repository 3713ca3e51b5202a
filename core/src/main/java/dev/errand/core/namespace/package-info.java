/** Queues within a tenant: whether and how much of each may run at once. */
@NullMarked
package dev.errand.core.namespace;

import org.jspecify.annotations.NullMarked;
