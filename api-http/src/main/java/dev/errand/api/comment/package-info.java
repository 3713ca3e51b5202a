/** The operations on comments. */
@NullMarked
package dev.errand.api.comment;

import org.jspecify.annotations.NullMarked;
