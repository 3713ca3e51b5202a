/** How long things are kept: partitions made ahead and dropped behind, old rows removed. */
@NullMarked
package dev.errand.core.retention;

import org.jspecify.annotations.NullMarked;
