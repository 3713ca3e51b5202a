/** Remote workers: they claim tasks, say that they are alive, and tell how executions ended. */
@NullMarked
package dev.errand.core.worker;

import org.jspecify.annotations.NullMarked;
