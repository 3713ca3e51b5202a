/** The schema as numbered SQL files, and the one class that applies them. */
@NullMarked
package dev.errand.migrations;

import org.jspecify.annotations.NullMarked;
