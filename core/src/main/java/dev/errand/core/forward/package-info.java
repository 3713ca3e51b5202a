/** Forwarding: the tasks of a namespace that are relayed to another Errand. */
@NullMarked
package dev.errand.core.forward;

import org.jspecify.annotations.NullMarked;
