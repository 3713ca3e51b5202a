/** Tests of what makes tasks of events. */
@NullMarked
package dev.errand.core.trigger;

import org.jspecify.annotations.NullMarked;
