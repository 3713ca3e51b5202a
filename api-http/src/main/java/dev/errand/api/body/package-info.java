/** The bytes of answers. */
@NullMarked
package dev.errand.api.body;

import org.jspecify.annotations.NullMarked;
