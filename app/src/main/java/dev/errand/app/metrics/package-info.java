/** What the service counts, for Prometheus. */
@NullMarked
package dev.errand.app.metrics;

import org.jspecify.annotations.NullMarked;
