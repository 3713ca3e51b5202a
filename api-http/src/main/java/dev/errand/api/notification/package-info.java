/** The operations on notifications. */
@NullMarked
package dev.errand.api.notification;

import org.jspecify.annotations.NullMarked;
