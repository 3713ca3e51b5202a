/** JSON in and out: one strict reader, one fast writer. */
@NullMarked
package dev.errand.api.json;

import org.jspecify.annotations.NullMarked;
