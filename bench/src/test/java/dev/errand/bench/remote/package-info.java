@NullMarked
package dev.errand.bench.remote;

import org.jspecify.annotations.NullMarked;
