package dev.errand.executor.news;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.errand.executor.Execution;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which articles earlier executions of a task have reported, by short hashes in its memory. */
final class SeenArticles {

  /** Fifty times what one execution reports at most; feeds show an article no longer than that. */
  private static final int MOST = 5000;

  private static final int HASH_BYTES = 12;

  private final List<String> latestFirst;
  private final Set<String> all;

  SeenArticles(Execution execution) {
    var seen = execution.memory().getJsonArray("seen", new JsonArray());
    latestFirst = seen.stream().map(Object::toString).toList();
    all = new HashSet<>(latestFirst);
  }

  boolean contains(JsonObject article) {
    return all.contains(key(article));
  }

  /** What to remember. What is reported again stays the latest, so it is not forgotten. */
  JsonObject with(JsonArray articles) {
    var reported = articles.stream().map(article -> key((JsonObject) article));
    var seen = Stream.concat(reported, latestFirst.stream()).distinct().limit(MOST).toList();
    return new JsonObject().put("seen", new JsonArray(seen));
  }

  /** By URL, since titles are mended; those without one by what they say. */
  private static String key(JsonObject article) {
    var url = article.getString("url");
    var identity =
        url == null ? article.getString("source") + "\n" + article.getString("title") : url;
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(UTF_8));
      var encoder = Base64.getUrlEncoder().withoutPadding();
      return encoder.encodeToString(Arrays.copyOf(hash, HASH_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
