/** What tests of this module and of those above it start from. */
@NullMarked
package dev.errand.core.testing;

import org.jspecify.annotations.NullMarked;
