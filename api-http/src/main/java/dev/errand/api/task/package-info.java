/** The operations on tasks. */
@NullMarked
package dev.errand.api.task;

import org.jspecify.annotations.NullMarked;
