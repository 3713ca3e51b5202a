package dev.errand.executor.news;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.testing.TaskTypeSchema;
import dev.errand.executor.testing.TestExecution;
import dev.errand.executor.testing.Upstream;
import dev.errand.executor.testing.Upstream.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewsMonitorTest {

  private final NewsMonitorExecutor executor = new NewsMonitorExecutor();
  private JsonObject memory = new JsonObject();
  private Upstream upstream;

  @BeforeEach
  void open() throws IOException {
    upstream = new Upstream();
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  @Test
  void is_found_by_the_service_loader_and_costs_three_credits() {
    assertTrue(
        ServiceLoader.load(Executor.class).stream()
            .anyMatch(found -> found.type() == NewsMonitorExecutor.class));
    assertEquals(new BigDecimal("3"), executor.taskType().defaults().credits());
    assertFalse(executor.taskType().resultIsFact(), "what is new differs from task to task");
  }

  @Test
  void examples_and_defaults_satisfy_the_schema() {
    TaskTypeSchema.of(executor.taskType()).assertSound();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'keywords': []}",
        "{'keywords': 'rain'}",
        "{'keywords': [' ']}",
        "{'keywords': ['a', 'a']}",
        "{'keywords': [1]}",
        "{'keywords': ['rain'], 'match': 'none'}",
        "{'keywords': ['rain'], 'max_articles': 101}",
        "{'keywords': ['0','1','2','3','4','5','6','7','8','9','10','11','12','13','14','15','16','17','18','19','20']}",
      })
  void refuses_configs_that_cannot_run(String config) {
    var schema = TaskTypeSchema.of(executor.taskType());
    assertFalse(schema.accepts(new JsonObject(config.replace('\'', '"'))));
  }

  @Test
  void only_matches_are_reported_each_with_its_keywords() throws Exception {
    serve(Feeds.item("Rain in spring"), Feeds.item("Trains are late"), Feeds.item("No FLOOD yet"));
    var result = run("flood", "rain");
    assertEquals(List.of("Rain in spring", "No FLOOD yet"), titles(result));
    assertEquals(2, result.getInteger("matches"));
    var rain = result.getJsonArray("articles").getJsonObject(0);
    assertEquals(JsonArray.of("rain"), rain.getJsonArray("matched_keywords"));
    assertEquals(true, rain.getBoolean("is_new"));
  }

  @Test
  void all_keywords_may_be_demanded() throws Exception {
    serve(Feeds.item("Rain"), Feeds.item("Rain and flood"));
    var result = completed(config("rain", "flood").put("match", "all")).result();
    assertEquals(List.of("Rain and flood"), titles(result));
  }

  @Test
  void a_second_run_reports_no_new_matches_and_a_third_only_what_came_since() throws Exception {
    serve(Feeds.item("Rain one"), Feeds.item("Rain two"));
    assertEquals(2, run("rain").getInteger("new_matches"));
    var second = run("rain");
    assertEquals(0, second.getInteger("new_matches"));
    assertEquals(2, second.getInteger("matches"));
    serve(Feeds.item("Rain one"), Feeds.item("Rain three"));
    var third = run("rain");
    assertEquals(1, third.getInteger("new_matches"));
    assertEquals(false, third.getJsonArray("articles").getJsonObject(0).getBoolean("is_new"));
    assertEquals(true, third.getJsonArray("articles").getJsonObject(1).getBoolean("is_new"));
  }

  @Test
  void articles_without_a_url_are_known_by_what_they_say() throws Exception {
    var item = Feeds.item("Rain").replaceAll("<link>.*</link>", "");
    serve(item);
    assertEquals(1, run("rain").getInteger("new_matches"));
    serve(item, Feeds.item("Rain again").replaceAll("<link>.*</link>", ""));
    assertEquals(1, run("rain").getInteger("new_matches"));
  }

  @Test
  void what_is_remembered_is_bounded_and_keeps_what_is_still_reported() throws Exception {
    serve(Feeds.item("Rain one"));
    run("rain");
    memory = memory.copy();
    var seen = memory.getJsonArray("seen");
    IntStream.range(0, 10_000).forEach(i -> seen.add("old" + i));
    assertEquals(0, run("rain").getInteger("new_matches"));
    assertEquals(5000, memory.getJsonArray("seen").size());
    assertEquals(0, run("rain").getInteger("new_matches"));
  }

  @Test
  void the_limit_counts_matches_not_articles() throws Exception {
    serve(Feeds.item("Sun"), Feeds.item("Rain one"), Feeds.item("Rain two"));
    var result = completed(config("rain").put("max_articles", 1)).result();
    assertEquals(List.of("Rain one"), titles(result));
  }

  @Test
  void when_no_source_can_be_read_it_fails_as_news_does() throws Exception {
    upstream.on("/feed", Reply.of(503, "text/plain", ""));
    var failed = assertInstanceOf(Outcome.Failed.class, executor.run(execution(config("rain"))));
    assertEquals("upstream_error", failed.failure().code());
    assertTrue(failed.retryable());
  }

  private void serve(String... items) {
    upstream.on("/feed", Reply.of(200, "text/xml", Feeds.rss(items)));
  }

  private JsonObject config(String... keywords) {
    return new JsonObject()
        .put("keywords", new JsonArray(List.of(keywords)))
        .put("sources", JsonArray.of(upstream.url() + "/feed"));
  }

  private TestExecution execution(JsonObject config) {
    var defaults = executor.taskType().config().defaults().copy();
    return TestExecution.of(defaults.mergeIn(config)).remembering(memory.copy());
  }

  private JsonObject run(String... keywords) throws Exception {
    var completed = completed(config(keywords));
    memory = requireNonNull(completed.memory());
    return completed.result();
  }

  private Outcome.Completed completed(JsonObject config) throws Exception {
    return assertInstanceOf(Outcome.Completed.class, executor.run(execution(config)));
  }

  private static List<String> titles(JsonObject result) {
    var articles = result.getJsonArray("articles");
    return IntStream.range(0, articles.size())
        .mapToObj(i -> articles.getJsonObject(i).getString("title"))
        .toList();
  }
}
