/** The verticle that owns the database: commands and queries in, statements out. */
@NullMarked
package dev.errand.core.persistence;

import org.jspecify.annotations.NullMarked;
