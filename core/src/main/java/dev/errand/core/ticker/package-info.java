/** How every loop of the service is repeated. */
@NullMarked
package dev.errand.core.ticker;

import org.jspecify.annotations.NullMarked;
