/** The operations on templates. */
@NullMarked
package dev.errand.api.template;

import org.jspecify.annotations.NullMarked;
