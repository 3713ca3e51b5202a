/** Presets from which tasks are created. */
@NullMarked
package dev.errand.core.template;

import org.jspecify.annotations.NullMarked;
