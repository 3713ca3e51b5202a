/** The protocol of remote workers. */
@NullMarked
package dev.errand.api.worker;

import org.jspecify.annotations.NullMarked;
