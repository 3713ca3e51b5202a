/** Real, freshly migrated databases for the tests of every module. */
@NullMarked
package dev.errand.migrations.testing;

import org.jspecify.annotations.NullMarked;
