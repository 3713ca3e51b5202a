/** The one PostgreSQL that all sides use in turn, and what it says of their work. */
@NullMarked
package dev.errand.bench.postgres;

import org.jspecify.annotations.NullMarked;
