@NullMarked
package dev.errand.bench.load;

import org.jspecify.annotations.NullMarked;
