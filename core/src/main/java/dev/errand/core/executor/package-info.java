/** Plugins: how they are found, and how an attempt is run on one. */
@NullMarked
package dev.errand.core.executor;

import org.jspecify.annotations.NullMarked;
