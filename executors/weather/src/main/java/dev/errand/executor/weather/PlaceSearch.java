package dev.errand.executor.weather;

import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A search for a place by name. The geocoder knows bare names only, so that what follows a comma, a
 * country or region, picks among the places of the name.
 */
final class PlaceSearch {

  private final String name;
  private final List<String> parts;

  PlaceSearch(String name) {
    this.name = name;
    var named = Arrays.stream(name.split(",")).map(String::strip).filter(p -> !p.isEmpty());
    this.parts = named.toList();
  }

  /** What to ask the geocoder for. */
  String place() {
    return parts.isEmpty() ? name : parts.getFirst();
  }

  /** How many of them: the geocoder puts the best known place first. */
  int count() {
    return parts.size() > 1 ? 100 : 1;
  }

  Place choose(JsonObject answer) throws WeatherUnavailable {
    var results = answer.getJsonArray("results");
    return (results == null ? Stream.empty() : results.stream())
        .map(JsonObject.class::cast)
        .filter(this::matches)
        .findFirst()
        .map(PlaceSearch::place)
        .orElseThrow(
            () ->
                new WeatherUnavailable(
                    Outcome.failedForGood(
                        "location_not_found",
                        "No place is known by the name \"%s\": give a town's name, with its country after a comma if there are several, or \"latitude,longitude\""
                            .formatted(name))));
  }

  private boolean matches(JsonObject result) {
    boolean placed = result.getNumber("latitude") != null && result.getNumber("longitude") != null;
    return placed
        && parts.stream()
            .skip(1)
            .allMatch(
                region ->
                    Stream.of("country", "country_code", "admin1", "admin2")
                        .anyMatch(member -> region.equalsIgnoreCase(result.getString(member))));
  }

  private static Place place(JsonObject result) {
    return new Place(
        result.getString("name"),
        result.getDouble("latitude"),
        result.getDouble("longitude"),
        result.getString("country"));
  }
}
