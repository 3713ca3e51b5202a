/** Tasks: what they are, which commands change them, and their SQL. */
@NullMarked
package dev.errand.core.task;

import org.jspecify.annotations.NullMarked;
