/** How refusals and faults look over HTTP. */
@NullMarked
package dev.errand.api.problem;

import org.jspecify.annotations.NullMarked;
