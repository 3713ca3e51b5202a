package dev.errand.executor.news;

import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.TaskType;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Gathers articles from RSS and Atom feeds. The setting {@code sources} maps each category to the
 * URLs of its feeds, in place of those that are shipped.
 */
public final class NewsExecutor implements Executor {

  private static final TaskType TYPE =
      TaskType.named("news")
          .alsoKnownAs("daily_news")
          .describedAs(
              "News",
              "Articles from RSS and Atom feeds, newest first and each URL once. A source that"
                  + " cannot be read is named in errors; only when none can, the task fails.")
          .configuredBy(NewsQuery.CONFIG)
          .defaultingTo(
              TaskType.Defaults.USUAL.withCredits("1").withTimeout(Duration.ofSeconds(60)))
          .yieldingFacts();

  @Override
  public TaskType taskType() {
    return TYPE;
  }

  @Override
  public Outcome run(Execution execution) throws InterruptedException {
    return gather(execution, article -> true);
  }

  /** What the sources of a config hold of those articles that are wanted. */
  static Outcome gather(Execution execution, Predicate<Article> wanted)
      throws InterruptedException {
    var query = NewsQuery.of(execution.config());
    var catalogue = NewsCatalogue.of(execution.settings());
    var unknown = catalogue.unknown(query);
    if (!unknown.isEmpty()) {
      return Outcome.failedForGood(
          "unknown_category",
          "There is no news category %s; there are: %s"
              .formatted(String.join(", ", unknown), String.join(", ", catalogue.categories())));
    }
    var sources = catalogue.sources(query);
    if (sources.isEmpty()) {
      return Outcome.failedForGood(
          "no_sources", "The operator has listed no feeds for this: name some in sources");
    }
    var readings = new SourceReader(execution).readAll(sources);
    for (var reading : readings) {
      if (reading instanceof Reading.Read(var source, var feed)
          && !feed.suits(query.language(), query.country())) {
        execution.log("%s is in %s: left out".formatted(source.url(), feed.language()));
      }
    }
    return new Digest(query, readings, wanted).outcome(execution.clock().instant());
  }
}
