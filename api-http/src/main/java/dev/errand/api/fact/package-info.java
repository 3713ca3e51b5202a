/** The operations on facts. */
@NullMarked
package dev.errand.api.fact;

import org.jspecify.annotations.NullMarked;
