/** Forwarding: tasks that go to another Errand. */
@NullMarked
package dev.errand.events.forward;

import org.jspecify.annotations.NullMarked;
