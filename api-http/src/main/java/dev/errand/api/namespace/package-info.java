/** The operations on namespaces. */
@NullMarked
package dev.errand.api.namespace;

import org.jspecify.annotations.NullMarked;
