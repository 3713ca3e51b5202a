/** How many requests of one kind become few statements. */
@NullMarked
package dev.errand.core.coalesce;

import org.jspecify.annotations.NullMarked;
