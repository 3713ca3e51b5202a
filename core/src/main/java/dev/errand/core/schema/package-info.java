/** JSON Schema, with findings in the words that callers see. */
@NullMarked
package dev.errand.core.schema;

import org.jspecify.annotations.NullMarked;
