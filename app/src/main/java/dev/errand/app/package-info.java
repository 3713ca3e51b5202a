/** Puts the service together: what starts, in what order, with which settings. */
@NullMarked
package dev.errand.app;

import org.jspecify.annotations.NullMarked;
