/** Which types of task there are. */
@NullMarked
package dev.errand.core.tasktype;

import org.jspecify.annotations.NullMarked;
