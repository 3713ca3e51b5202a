/** The operations on users. */
@NullMarked
package dev.errand.api.user;

import org.jspecify.annotations.NullMarked;
