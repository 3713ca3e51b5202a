/** The operations on sites. */
@NullMarked
package dev.errand.api.site;

import org.jspecify.annotations.NullMarked;
