@NullMarked
package dev.errand.events.nats;

import org.jspecify.annotations.NullMarked;
