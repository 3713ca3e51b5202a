package dev.errand.executor.news;

import dev.errand.executor.Outcome;
import dev.errand.executor.Outcome.Failed;
import dev.errand.executor.Outcome.Failure;
import dev.errand.executor.Outcome.Usage;
import dev.errand.executor.news.Reading.Read;
import dev.errand.executor.news.Reading.Unread;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** What the readings of all sources come to. */
final class Digest {

  private final NewsQuery query;
  private final List<Read> read;
  private final List<Unread> unread;
  private final Predicate<Article> wanted;

  Digest(NewsQuery query, List<Reading> readings, Predicate<Article> wanted) {
    this.query = query;
    this.read = only(Read.class, readings);
    this.unread = only(Unread.class, readings);
    this.wanted = wanted;
  }

  /** Articles and errors; a failure if no source could be read. */
  Outcome outcome(Instant now) {
    var usage = Usage.apiCalls(read.size() + unread.size());
    if (read.isEmpty()) {
      return failure(usage);
    }
    var articles = new JsonArray();
    articles(now).forEach(article -> articles.add(article.toJson()));
    var result = new JsonObject().put("articles", articles).put("errors", errors());
    return Outcome.completed(result).using(usage);
  }

  private List<Article> articles(Instant now) {
    var oldest = now.minus(Duration.ofHours(query.sinceHours()));
    var urls = new HashSet<String>();
    return read.stream()
        .map(Read::feed)
        .filter(feed -> feed.suits(query.language(), query.country()))
        .flatMap(feed -> feed.articles().stream())
        .filter(wanted)
        .filter(a -> a.publishedAt() == null || !a.publishedAt().isBefore(oldest))
        .sorted(Article.NEWEST_FIRST)
        .filter(article -> article.url() == null || urls.add(article.url()))
        .limit(query.maxArticles())
        .toList();
  }

  private JsonArray errors() {
    var errors = new JsonArray();
    for (var one : unread) {
      var failure = one.failed().failure();
      errors.add(
          new JsonObject()
              .put("source", one.source().url())
              .put("code", failure.code())
              .put("message", failure.message()));
    }
    return errors;
  }

  /** Another attempt may mend it if it may mend any of the sources. */
  private Failed failure(Usage usage) {
    var first = unread.getFirst();
    var cause = first.source().url() + ": " + first.failed().failure().message();
    var message =
        unread.size() == 1
            ? cause
            : "None of the %s sources could be read; the first, %s".formatted(unread.size(), cause);
    var codes = unread.stream().map(one -> one.failed().failure().code()).distinct().toList();
    var code = codes.size() == 1 ? codes.getFirst() : "no_source_read";
    var details = new JsonObject().put("errors", errors());
    return new Failed(
        new Failure(null, message, code, details),
        unread.stream().anyMatch(one -> one.failed().retryable()),
        unread.stream()
            .map(one -> one.failed().retryAfter())
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder())
            .orElse(null),
        usage);
  }

  private static <T extends Reading> List<T> only(Class<T> kind, List<Reading> readings) {
    return readings.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
