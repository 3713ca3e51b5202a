/** The operations on schedules. */
@NullMarked
package dev.errand.api.schedule;

import org.jspecify.annotations.NullMarked;
