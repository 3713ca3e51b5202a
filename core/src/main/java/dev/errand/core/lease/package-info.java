/** Leases: how an execution is claimed, ended, released and rescued, for every kind of worker. */
@NullMarked
package dev.errand.core.lease;

import org.jspecify.annotations.NullMarked;
