@NullMarked
package dev.errand.bench.postgres;

import org.jspecify.annotations.NullMarked;
