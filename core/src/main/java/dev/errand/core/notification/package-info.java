/** What people are told: kept once for each, found in a list, and sent by one of their channels. */
@NullMarked
package dev.errand.core.notification;

import org.jspecify.annotations.NullMarked;
