/** The command line. */
@NullMarked
package dev.errand.app.cli;

import org.jspecify.annotations.NullMarked;
