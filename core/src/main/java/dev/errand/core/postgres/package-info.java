/** PostgreSQL: the clients, coalescing, and the meaning of its errors. */
@NullMarked
package dev.errand.core.postgres;

import org.jspecify.annotations.NullMarked;
