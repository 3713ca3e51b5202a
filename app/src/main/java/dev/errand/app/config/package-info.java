/**
 * The settings of the service: declared once as data, read from file, environment and properties.
 */
@NullMarked
package dev.errand.app.config;

import org.jspecify.annotations.NullMarked;
