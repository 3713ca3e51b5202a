@NullMarked
package dev.errand.core.ticker;

import org.jspecify.annotations.NullMarked;
