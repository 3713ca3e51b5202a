/** The people of a tenant. */
@NullMarked
package dev.errand.core.user;

import org.jspecify.annotations.NullMarked;
