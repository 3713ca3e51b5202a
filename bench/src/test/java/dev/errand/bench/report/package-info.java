@NullMarked
package dev.errand.bench.report;

import org.jspecify.annotations.NullMarked;
