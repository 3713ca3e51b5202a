/** The typed façade over the event bus, and the markers of what crosses it. */
@NullMarked
package dev.errand.core.bus;

import org.jspecify.annotations.NullMarked;
