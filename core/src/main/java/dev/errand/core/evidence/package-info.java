/** Evidence: what shows that work was done, and the files that belong to it. */
@NullMarked
package dev.errand.core.evidence;

import org.jspecify.annotations.NullMarked;
