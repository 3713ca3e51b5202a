/** What was measured, in words and numbers. */
@NullMarked
package dev.errand.bench.report;

import org.jspecify.annotations.NullMarked;
