/** Dependencies: tasks that wait for others, and what happens when those are over. */
@NullMarked
package dev.errand.core.dependency;

import org.jspecify.annotations.NullMarked;
