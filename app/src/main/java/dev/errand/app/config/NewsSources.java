package dev.errand.app.config;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Feeds by category: a JSON object (in the file: a map), or {@code category=url,url;category=url}.
 */
final class NewsSources {

  static final Kind<Map<String, List<URI>>> KIND =
      Kind.of("category=url,url;category=url or {\"category\": [\"url\"]}", NewsSources::parse);

  private NewsSources() {}

  private static Map<String, List<URI>> parse(String text) {
    Map<String, List<URI>> sources = new LinkedHashMap<>();
    if (text.startsWith("{")) {
      json(text).forEach(entry -> sources.put(entry.getKey(), urls(entry.getValue())));
    } else {
      Arrays.stream(text.split(";", -1))
          .filter(part -> !part.isBlank())
          .map(part -> part.split("=", 2))
          .forEach(pair -> sources.put(pair[0].strip(), urls(list(pair))));
    }
    return sources;
  }

  private static JsonObject json(String text) {
    try {
      return new JsonObject(text);
    } catch (DecodeException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static JsonArray list(String[] pair) {
    if (pair.length < 2) {
      throw new IllegalArgumentException();
    }
    return new JsonArray(Arrays.asList(pair[1].split(",", -1)));
  }

  private static List<URI> urls(@Nullable Object urls) {
    List<?> list =
        switch (urls) {
          case JsonArray array -> array.getList();
          case String url -> List.of(url);
          case null, default -> throw new IllegalArgumentException();
        };
    return list.stream()
        .map(url -> Kinds.parseUrl(String.valueOf(url).strip(), Set.of("http", "https")))
        .toList();
  }
}
