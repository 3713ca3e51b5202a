/** The operations on task types. */
@NullMarked
package dev.errand.api.tasktype;

import org.jspecify.annotations.NullMarked;
