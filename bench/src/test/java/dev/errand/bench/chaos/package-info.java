@NullMarked
package dev.errand.bench.chaos;

import org.jspecify.annotations.NullMarked;
