/** Load over HTTP, as cheap as it gets: it shares its cores with what it measures. */
@NullMarked
package dev.errand.bench.load;

import org.jspecify.annotations.NullMarked;
