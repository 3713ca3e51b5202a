package dev.errand.executor.news;

import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a task's config asks for.
 *
 * @param sources feed URLs, to be read instead of the categories' feeds
 * @param categories in lower case
 * @param language of the feeds, two or three letters
 * @param country of the feeds, two letters
 */
record NewsQuery(
    List<String> sources,
    List<String> categories,
    @Nullable String language,
    @Nullable String country,
    int maxArticles,
    int sinceHours) {

  static final TaskType.Config CONFIG =
      new TaskType.Config(
          new JsonObject(
              """
              {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                  "categories": {
                    "description": "Whose feeds to read; which categories there are is the operator's choice. Without categories and sources, the operator's first.",
                    "type": "array", "minItems": 1, "maxItems": 20, "uniqueItems": true,
                    "items": {"type": "string", "minLength": 1, "maxLength": 64}
                  },
                  "category": {
                    "description": "One more category.",
                    "type": "string", "minLength": 1, "maxLength": 64
                  },
                  "sources": {
                    "description": "URLs of RSS or Atom feeds to read instead of those of the categories.",
                    "type": "array", "minItems": 1, "maxItems": 20, "uniqueItems": true,
                    "items": {"type": "string", "maxLength": 2048, "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://\\\\S+$",
                      "x-pattern": "must be a URL that begins with https:// or http://"}
                  },
                  "language": {
                    "description": "Leave out feeds that declare another language (two or three letters); feeds that declare none are kept.",
                    "type": "string", "pattern": "^[A-Za-z]{2,3}$", "x-pattern": "must be a code of two or three letters, such as en"
                  },
                  "country": {
                    "description": "Leave out feeds whose declared language is that of another country, such as en-gb for us (two letters); feeds that declare none are kept.",
                    "type": "string", "pattern": "^[A-Za-z]{2}$", "x-pattern": "must be a code of two letters, such as NL"
                  },
                  "max_articles": {
                    "description": "How many articles at most, newest first; those without a date come last.",
                    "type": "integer", "minimum": 1, "maximum": 100,
                    "default": 20
                  },
                  "since_hours": {
                    "description": "Leave out articles that are older; those without a date are kept.",
                    "type": "integer", "minimum": 1, "maximum": 8760,
                    "default": 24
                  }
                }
              }
              """),
          new JsonObject().put("max_articles", 20).put("since_hours", 24),
          List.of(
              new JsonObject()
                  .put("categories", JsonArray.of("technology", "science"))
                  .put("max_articles", 10),
              new JsonObject().put("category", "agriculture").put("since_hours", 168),
              new JsonObject()
                  .put("sources", JsonArray.of("https://feeds.bbci.co.uk/arabic/rss.xml"))
                  .put("language", "ar")));

  static NewsQuery of(JsonObject config) {
    return new NewsQuery(
        strings(config, "sources"),
        Stream.concat(
                strings(config, "categories").stream(),
                Stream.ofNullable(config.getString("category")))
            .map(category -> category.strip().toLowerCase(Locale.ROOT))
            .distinct()
            .toList(),
        config.getString("language"),
        config.getString("country"),
        config.getInteger("max_articles"),
        config.getInteger("since_hours"));
  }

  private static List<String> strings(JsonObject config, String name) {
    return config.getJsonArray(name, new JsonArray()).stream().map(Object::toString).toList();
  }
}
