/** The operations on dependencies between tasks. */
@NullMarked
package dev.errand.api.dependency;

import org.jspecify.annotations.NullMarked;
