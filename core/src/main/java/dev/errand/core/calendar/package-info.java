/** The lunar farming calendar: questions to it, and who answers them. */
@NullMarked
package dev.errand.core.calendar;

import org.jspecify.annotations.NullMarked;
