@NullMarked
package dev.errand.events.relay;

import org.jspecify.annotations.NullMarked;
