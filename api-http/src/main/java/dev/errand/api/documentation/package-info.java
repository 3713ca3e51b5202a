/** The contract as a page for browsers. */
@NullMarked
package dev.errand.api.documentation;

import org.jspecify.annotations.NullMarked;
