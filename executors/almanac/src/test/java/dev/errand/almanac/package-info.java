/** Tests of the almanac. */
@NullMarked
package dev.errand.almanac;

import org.jspecify.annotations.NullMarked;
