@NullMarked
package dev.errand.executor;

import org.jspecify.annotations.NullMarked;
