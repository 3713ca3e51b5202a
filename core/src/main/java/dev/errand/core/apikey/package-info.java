/** What programs prove themselves with, in place of a person's identity. */
@NullMarked
package dev.errand.core.apikey;

import org.jspecify.annotations.NullMarked;
