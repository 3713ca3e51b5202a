/** How long things are kept: partitions made ahead and dropped behind. */
@NullMarked
package dev.errand.core.retention;

import org.jspecify.annotations.NullMarked;
