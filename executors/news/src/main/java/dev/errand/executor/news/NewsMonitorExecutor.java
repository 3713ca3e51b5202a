package dev.errand.executor.news;

import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/**
 * Looks for words in the news and tells what it has not found before. Settings as those of {@code
 * news}.
 */
public final class NewsMonitorExecutor implements Executor {

  private static final TaskType TYPE =
      TaskType.named("news_monitor")
          .describedAs(
              "News monitor",
              "Those articles of RSS and Atom feeds in whose title or summary keywords are found,"
                  + " newest first. Each says which, and whether an earlier run of the task has"
                  + " reported it; new_matches counts those that none has.")
          .configuredBy(config())
          .defaultingTo(
              TaskType.Defaults.USUAL.withCredits("3").withTimeout(Duration.ofSeconds(60)));

  private static TaskType.Config config() {
    var schema = NewsQuery.CONFIG.schema().copy();
    schema.put("required", JsonArray.of("keywords"));
    schema
        .getJsonObject("properties")
        .mergeIn(
            new JsonObject(
                """
                {
                  "keywords": {
                    "description": "What to look for in titles and summaries, whatever its case or accents: whole words, or words in a row.",
                    "type": "array", "minItems": 1, "maxItems": 20, "uniqueItems": true,
                    "items": {"type": "string", "maxLength": 100, "pattern": "\\\\S", "x-pattern": "must not be blank"}
                  },
                  "match": {
                    "description": "Whether an article must have any of the keywords, or all of them.",
                    "enum": ["any", "all"],
                    "default": "any"
                  }
                }
                """));
    var defaults = NewsQuery.CONFIG.defaults().copy().put("match", "any");
    return new TaskType.Config(
        schema,
        defaults,
        List.of(
            new JsonObject().put("keywords", JsonArray.of("drought", "irrigation")),
            new JsonObject()
                .put("keywords", JsonArray.of("Sana'a", "coffee"))
                .put("match", "all")
                .put("sources", JsonArray.of("https://feeds.bbci.co.uk/news/world/rss.xml"))
                .put("since_hours", 168)));
  }

  @Override
  public TaskType taskType() {
    return TYPE;
  }

  @Override
  public Outcome run(Execution execution) throws InterruptedException {
    var keywords = Keywords.of(execution.config());
    return switch (NewsExecutor.gather(execution, keywords::match)) {
      case Outcome.Completed found -> compared(found, keywords, new SeenArticles(execution));
      case Outcome other -> other;
    };
  }

  private static Outcome compared(Outcome.Completed found, Keywords keywords, SeenArticles seen) {
    int news = 0;
    var articles = found.result().getJsonArray("articles");
    for (int i = 0; i < articles.size(); i++) {
      var article = articles.getJsonObject(i);
      boolean isNew = !seen.contains(article);
      news += isNew ? 1 : 0;
      var words = keywords.in(article.getString("title"), article.getString("summary"));
      article.put("matched_keywords", new JsonArray(words)).put("is_new", isNew);
    }
    found.result().put("matches", articles.size()).put("new_matches", news);
    return found.remembering(seen.with(articles));
  }
}
