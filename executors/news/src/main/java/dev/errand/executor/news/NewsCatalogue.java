package dev.errand.executor.news;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Which feeds there are for which category, as the operator set it or as shipped. */
final class NewsCatalogue {

  private static final JsonObject SHIPPED = shipped();

  private final Map<String, List<Source>> feeds = new LinkedHashMap<>();

  private NewsCatalogue(JsonObject sources) {
    for (var category : sources.fieldNames()) {
      var name = category.toLowerCase(Locale.ROOT);
      var listed = sources.getValue(category);
      var urls = listed instanceof JsonArray array ? array : JsonArray.of(listed);
      feeds.put(
          name,
          urls.stream()
              .filter(Objects::nonNull)
              .map(url -> new Source(url.toString(), name))
              .toList());
    }
  }

  /** The setting {@code sources}, category to its feeds' URLs, replaces all that is shipped. */
  static NewsCatalogue of(JsonObject settings) {
    return new NewsCatalogue(settings.getJsonObject("sources", SHIPPED));
  }

  /** In the operator's order. */
  Set<String> categories() {
    return feeds.keySet();
  }

  /** The categories of a query that are not here, unless it brings its own sources. */
  List<String> unknown(NewsQuery query) {
    return query.sources().isEmpty()
        ? query.categories().stream().filter(name -> !feeds.containsKey(name)).toList()
        : List.of();
  }

  /** The query's own sources, else its categories' feeds, else those of the first category. */
  List<Source> sources(NewsQuery query) {
    var each = new LinkedHashMap<String, Source>();
    query.sources().forEach(url -> each.put(url, new Source(url, null)));
    if (each.isEmpty()) {
      categories(query)
          .flatMap(name -> feeds.getOrDefault(name, List.of()).stream())
          .forEach(source -> each.putIfAbsent(source.url(), source));
    }
    return List.copyOf(each.values());
  }

  private Stream<String> categories(NewsQuery query) {
    return query.categories().isEmpty()
        ? feeds.keySet().stream().limit(1)
        : query.categories().stream();
  }

  private static JsonObject shipped() {
    try (var in = NewsCatalogue.class.getResourceAsStream("feeds.json")) {
      return new JsonObject(new String(Objects.requireNonNull(in).readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
