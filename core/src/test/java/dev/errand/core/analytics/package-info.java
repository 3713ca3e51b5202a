@NullMarked
package dev.errand.core.analytics;

import org.jspecify.annotations.NullMarked;
