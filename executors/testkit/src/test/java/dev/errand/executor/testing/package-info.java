@NullMarked
package dev.errand.executor.testing;

import org.jspecify.annotations.NullMarked;
