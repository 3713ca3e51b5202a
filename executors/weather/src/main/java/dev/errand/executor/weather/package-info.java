/**
 * The type {@code weather}: current weather and forecast, from Open-Meteo unless told otherwise.
 */
@NullMarked
package dev.errand.executor.weather;

import org.jspecify.annotations.NullMarked;
