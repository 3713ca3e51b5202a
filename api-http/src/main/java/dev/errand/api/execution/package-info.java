/** The operations on executions, and waiting for one to end. */
@NullMarked
package dev.errand.api.execution;

import org.jspecify.annotations.NullMarked;
