/** How much callers may have and run, by what they have subscribed to. */
@NullMarked
package dev.errand.core.quota;

import org.jspecify.annotations.NullMarked;
