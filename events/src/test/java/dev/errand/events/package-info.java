@NullMarked
package dev.errand.events;

import org.jspecify.annotations.NullMarked;
