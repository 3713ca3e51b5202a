/** The places that a tenant manages. */
@NullMarked
package dev.errand.core.site;

import org.jspecify.annotations.NullMarked;
