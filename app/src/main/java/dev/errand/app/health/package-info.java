/** Whether the service lives, is ready, and how each of its parts is. */
@NullMarked
package dev.errand.app.health;

import org.jspecify.annotations.NullMarked;
