/** What the log looks like. */
@NullMarked
package dev.errand.app.logging;

import org.jspecify.annotations.NullMarked;
