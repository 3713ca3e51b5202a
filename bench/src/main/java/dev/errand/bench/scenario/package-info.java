/** What is measured: one class a scenario. */
@NullMarked
package dev.errand.bench.scenario;

import org.jspecify.annotations.NullMarked;
