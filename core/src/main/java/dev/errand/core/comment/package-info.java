/** What people say to each other about tasks. */
@NullMarked
package dev.errand.core.comment;

import org.jspecify.annotations.NullMarked;
