/** Fan-out: what one event becomes for webhooks and relayed namespaces. */
@NullMarked
package dev.errand.core.fanout;

import org.jspecify.annotations.NullMarked;
