/** The lunar farming calendar: where Moon and Sun stand, and what tradition makes of it. */
@NullMarked
package dev.errand.almanac;

import org.jspecify.annotations.NullMarked;
