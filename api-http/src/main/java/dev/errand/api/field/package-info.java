/** The health of fields over HTTP. */
@NullMarked
package dev.errand.api.field;

import org.jspecify.annotations.NullMarked;
