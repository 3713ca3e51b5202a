@NullMarked
package dev.errand.core.event;

import org.jspecify.annotations.NullMarked;
