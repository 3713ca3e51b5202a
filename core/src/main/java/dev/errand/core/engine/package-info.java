/** The loops that promote, claim, dispatch, rescue and tidy up. */
@NullMarked
package dev.errand.core.engine;

import org.jspecify.annotations.NullMarked;
