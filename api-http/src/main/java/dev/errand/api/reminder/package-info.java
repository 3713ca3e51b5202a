/** The operations on reminders. */
@NullMarked
package dev.errand.api.reminder;

import org.jspecify.annotations.NullMarked;
