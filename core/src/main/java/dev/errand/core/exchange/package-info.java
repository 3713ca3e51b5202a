/** Tasks that leave in bulk or come from elsewhere. */
@NullMarked
package dev.errand.core.exchange;

import org.jspecify.annotations.NullMarked;
