/** A real NATS server for tests of any module. */
@NullMarked
package dev.errand.events.testing;

import org.jspecify.annotations.NullMarked;
