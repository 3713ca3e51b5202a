@NullMarked
package dev.errand.events.message;

import org.jspecify.annotations.NullMarked;
