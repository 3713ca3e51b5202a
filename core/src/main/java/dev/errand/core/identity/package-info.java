/** Who is calling, and how things are named. */
@NullMarked
package dev.errand.core.identity;

import org.jspecify.annotations.NullMarked;
