/** Parts of lists. */
@NullMarked
package dev.errand.core.page;

import org.jspecify.annotations.NullMarked;
