/** Who is calling, and whether that is to be believed. */
@NullMarked
package dev.errand.api.identity;

import org.jspecify.annotations.NullMarked;
