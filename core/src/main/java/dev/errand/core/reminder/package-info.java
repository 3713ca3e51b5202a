/** When people are to be reminded of tasks. */
@NullMarked
package dev.errand.core.reminder;

import org.jspecify.annotations.NullMarked;
