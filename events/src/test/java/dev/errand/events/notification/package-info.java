@NullMarked
package dev.errand.events.notification;

import org.jspecify.annotations.NullMarked;
