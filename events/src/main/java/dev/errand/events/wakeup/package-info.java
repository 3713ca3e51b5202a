/** Wake-ups between nodes: what one has queued, another may run at once. */
@NullMarked
package dev.errand.events.wakeup;

import org.jspecify.annotations.NullMarked;
