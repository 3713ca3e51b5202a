package dev.errand.executor.news;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a feed. All texts are plain: to be escaped like any other before they go into a page.
 *
 * @param url absolute, http or https
 * @param source the title of the feed
 * @param publishedAt when it was published, else when it was last changed
 * @param categories the operator's category first, then those that the feed gives
 */
record Article(
    @Nullable String title,
    @Nullable String summary,
    @Nullable String url,
    String source,
    @Nullable Instant publishedAt,
    @Nullable String author,
    List<String> categories) {

  /** Newest first, those without a date last. */
  static final Comparator<Article> NEWEST_FIRST =
      Comparator.comparing(
          Article::publishedAt, Comparator.nullsLast(Comparator.<Instant>reverseOrder()));

  JsonObject toJson() {
    return new JsonObject()
        .put("title", title)
        .put("summary", summary)
        .put("url", url)
        .put("source", source)
        .put("published_at", publishedAt == null ? null : publishedAt.toString())
        .put("author", author)
        .put("categories", new JsonArray(categories));
  }
}
