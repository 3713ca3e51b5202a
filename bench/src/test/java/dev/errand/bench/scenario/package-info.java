@NullMarked
package dev.errand.bench.scenario;

import org.jspecify.annotations.NullMarked;
