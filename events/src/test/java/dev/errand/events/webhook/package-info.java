@NullMarked
package dev.errand.events.webhook;

import org.jspecify.annotations.NullMarked;
