package dev.errand.executor.weather;

import org.jspecify.annotations.Nullable;

/** A location with coordinates; name and country are known if a geocoder found it. */
record Place(@Nullable String name, double latitude, double longitude, @Nullable String country) {}
