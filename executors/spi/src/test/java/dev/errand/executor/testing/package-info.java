/** What the tests of Errand's own plugins run them with: an execution, a way out, an upstream. */
@NullMarked
package dev.errand.executor.testing;

import org.jspecify.annotations.NullMarked;
