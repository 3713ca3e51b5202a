/** What executions have come to: added up as they end, and told by local day, hour and type. */
@NullMarked
package dev.errand.core.analytics;

import org.jspecify.annotations.NullMarked;
