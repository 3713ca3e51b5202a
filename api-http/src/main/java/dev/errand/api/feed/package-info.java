/** The feed of events: read page by page, and followed as it grows. */
@NullMarked
package dev.errand.api.feed;

import org.jspecify.annotations.NullMarked;
