/** The lunar farming calendar over HTTP. */
@NullMarked
package dev.errand.api.calendar;

import org.jspecify.annotations.NullMarked;
