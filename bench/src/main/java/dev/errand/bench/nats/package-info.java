/** A NATS server, and what is received from it. */
@NullMarked
package dev.errand.bench.nats;

import org.jspecify.annotations.NullMarked;
