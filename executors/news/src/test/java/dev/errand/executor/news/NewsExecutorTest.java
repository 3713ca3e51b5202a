package dev.errand.executor.news;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.testing.Attempt;
import dev.errand.executor.testing.TestExecution;
import dev.errand.executor.testing.TestHttp;
import dev.errand.executor.testing.Upstream;
import dev.errand.executor.testing.Upstream.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NewsExecutorTest {

  private final NewsExecutor executor = new NewsExecutor();
  private final TestHttp http = new TestHttp();
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
  void is_found_by_the_service_loader() {
    assertTrue(
        ServiceLoader.load(Executor.class).stream()
            .anyMatch(found -> found.type() == NewsExecutor.class));
  }

  @Test
  void a_feed_with_three_articles_gives_three_articles_newest_first() throws Exception {
    serve(
        "/feed",
        Feeds.rss(
            Feeds.item("Old", "Tue, 03 Mar 2026 08:00:00 GMT"),
            Feeds.item("New", "Tue, 03 Mar 2026 11:00:00 GMT"),
            Feeds.item("Middle", "Tue, 03 Mar 2026 10:00:00 GMT")));
    var completed = completed(sources("/feed"));
    assertEquals(List.of("New", "Middle", "Old"), titles(completed));
    assertEquals(
        new JsonObject(
            """
            {"title": "New", "summary": "About New", "url": "https://example.test/New",
             "source": "The Feed", "published_at": "2026-03-03T11:00:00Z", "author": null,
             "categories": []}
            """),
        completed.result().getJsonArray("articles").getJsonObject(0));
    assertEquals(new JsonArray(), completed.result().getJsonArray("errors"));
    assertEquals(1, completed.usage().apiCalls());
  }

  @Test
  void only_urls_of_the_operator_are_vouched_for() throws Exception {
    serve("/operator", Feeds.rss(Feeds.item("A")));
    serve("/author", Feeds.rss(Feeds.item("B")));
    var technology = new JsonObject().put("category", "Technology");
    var completed = completed(technology);
    assertEquals(List.of("A"), titles(completed));
    assertEquals(
        JsonArray.of("technology"),
        completed.result().getJsonArray("articles").getJsonObject(0).getJsonArray("categories"));
    assertTrue(http.untrusted().isEmpty());
    assertEquals(List.of("B"), titles(completed(sources("/author").mergeIn(technology))));
    assertEquals(1, http.untrusted().size());
    assertEquals(1, http.trusted().size());
  }

  @Test
  void an_unknown_category_fails_for_good_and_names_the_known_ones() throws Exception {
    var failed = failed(new JsonObject().put("categories", JsonArray.of("technology", "gossip")));
    assertFailure(failed, "unknown_category", false);
    assertEquals(
        "There is no news category gossip; there are: technology, farm",
        failed.failure().message());
  }

  @Test
  void a_category_without_feeds_fails_for_good() throws Exception {
    assertFailure(failed(new JsonObject().put("category", "farm")), "no_sources", false);
  }

  @Test
  void one_article_per_url_across_sources() throws Exception {
    serve("/a", Feeds.rss(Feeds.item("Same", "Tue, 03 Mar 2026 09:00:00 GMT"), Feeds.item("A")));
    serve("/b", Feeds.rss(Feeds.item("Same", "Tue, 03 Mar 2026 11:00:00 GMT")));
    var completed = completed(sources("/a", "/b"));
    assertEquals(List.of("Same", "A"), titles(completed));
  }

  @Test
  void old_articles_are_left_out_and_those_without_a_date_come_last() throws Exception {
    serve(
        "/feed",
        Feeds.rss(
            Feeds.item("Undated", "someday"),
            Feeds.item("TooOld", "Mon, 02 Mar 2026 11:59:59 GMT"),
            Feeds.item("JustInTime", "Mon, 02 Mar 2026 12:00:00 GMT"),
            Feeds.item("Future", "Wed, 04 Mar 2026 12:00:00 GMT")));
    var completed = completed(sources("/feed"));
    assertEquals(List.of("Future", "JustInTime", "Undated"), titles(completed));
    assertNull(
        completed.result().getJsonArray("articles").getJsonObject(2).getValue("published_at"));
    var longer = completed(sources("/feed").put("since_hours", 48).put("max_articles", 3));
    assertEquals(List.of("Future", "JustInTime", "TooOld"), titles(longer));
  }

  @Test
  void feeds_in_another_language_or_of_another_country_are_left_out() throws Exception {
    serve("/gb", Feeds.rssIn("en-gb", Feeds.item("GB")));
    serve("/us", Feeds.rssIn("en_US", Feeds.item("US")));
    serve("/ar", Feeds.rssIn("ar", Feeds.item("AR")));
    serve("/none", Feeds.rss(Feeds.item("None")));
    var all = sources("/gb", "/us", "/ar", "/none");
    var english = execution(all.copy().put("language", "EN"));
    var completed = (Outcome.Completed) executor.run(english);
    assertEquals(List.of("GB", "US", "None"), titles(completed));
    assertEquals(List.of(upstream.url() + "/ar is in ar: left out"), english.loggedLines());
    assertEquals(List.of("US", "AR", "None"), titles(completed(all.copy().put("country", "us"))));
  }

  @Test
  void a_source_that_fails_is_named_without_failing_the_rest() throws Exception {
    serve("/good", Feeds.rss(Feeds.item("Good")));
    serve("/broken", "<rss><channel>");
    upstream.on("/busy", Reply.of(503, "text/html", "busy"));
    upstream.on("/cut", Reply.of(200, "text/xml", "<rss").brokenOff());
    http.refusing(upstream.url("/private"));
    var completed =
        completed(sources("/broken", "/good", "/busy", "/cut", "/private", "/missing", "/%zz"));
    assertEquals(List.of("Good"), titles(completed));
    var errors = completed.result().getJsonArray("errors");
    assertEquals(
        List.of(
            "/broken feed_invalid",
            "/busy upstream_error",
            "/cut unreachable",
            "/private refused",
            "/missing upstream_rejected",
            "/%zz invalid_url"),
        IntStream.range(0, errors.size())
            .mapToObj(errors::getJsonObject)
            .map(e -> e.getString("source").replace(upstream.url(), "") + " " + e.getString("code"))
            .toList());
    assertTrue(errors.getJsonObject(0).getString("message").startsWith("It cannot be read: "));
    assertEquals(7, completed.usage().apiCalls());
  }

  @Test
  void a_source_that_hangs_is_given_up_in_time_for_the_rest() throws Exception {
    serve("/good", Feeds.rss(Feeds.item("Good")));
    upstream.on("/hangs", Reply.hanging());
    var execution = execution(sources("/hangs", "/good")).within(Duration.ofSeconds(2));
    var completed = (Outcome.Completed) Attempt.start(executor, execution).await();
    assertEquals(List.of("Good"), titles(completed));
    var error = completed.result().getJsonArray("errors").getJsonObject(0);
    assertEquals("timed_out", error.getString("code"));
  }

  @Test
  void a_malformed_feed_as_the_only_source_fails_for_good_with_the_reason() throws Exception {
    serve("/feed", "<html><body>Not here</body></html>");
    var failed = failed(sources("/feed"));
    assertFailure(failed, "feed_invalid", false);
    assertEquals(
        upstream.url("/feed")
            + ": It cannot be read: it is an HTML page: give the address of the feed itself",
        failed.failure().message());
  }

  @Test
  void a_private_address_as_the_only_source_fails_for_good() throws Exception {
    http.refusing(upstream.url("/feed"));
    assertFailure(failed(sources("/feed")), "refused", false);
  }

  @Test
  void when_all_sources_fail_it_may_be_retried_if_that_may_mend_any() throws Exception {
    serve("/broken", "<rss>");
    upstream.on("/busy", Reply.of(429, "text/plain", "").with("Retry-After", "120"));
    upstream.on("/later", Reply.of(503, "text/plain", "").with("Retry-After", "30"));
    var failed = failed(sources("/broken", "/busy", "/later"));
    assertFailure(failed, "no_source_read", true);
    assertEquals(Duration.ofSeconds(30), failed.retryAfter());
    assertEquals(3, failed.usage().apiCalls());
    var details = failed.failure().details();
    assertEquals(3, details == null ? 0 : details.getJsonArray("errors").size());
    assertFailure(failed(sources("/broken", "/missing")), "no_source_read", false);
    assertFailure(failed(sources("/missing", "/lost")), "upstream_rejected", false);
  }

  @Test
  void a_hundred_long_articles_stay_under_the_size_of_a_result() throws Exception {
    var word = "\uD83D\uDE00".repeat(400);
    var items =
        IntStream.range(0, 150)
            .mapToObj(
                i ->
                    Feeds.item("x" + i)
                        .replace("About", word)
                        .replace(
                            "<title>",
                            "<author>"
                                + word
                                + "</author>"
                                + ("<category>" + word + "</category>").repeat(20)
                                + "<title>"
                                + word))
            .toArray(String[]::new);
    serve("/feed", Feeds.rss(items).replace("The Feed", word));
    var result = completed(sources("/feed").put("max_articles", 100)).result();
    assertEquals(100, result.getJsonArray("articles").size());
    assertTrue(result.toBuffer().length() < 1 << 20, () -> result.toBuffer().length() + " bytes");
  }

  @Test
  void many_sources_are_read_side_by_side() throws Exception {
    var paths = IntStream.range(0, 8).mapToObj(i -> "/hangs" + i).toArray(String[]::new);
    Arrays.stream(paths).forEach(path -> upstream.on(path, Reply.hanging()));
    var attempt = Attempt.start(executor, execution(sources(paths)));
    upstream.awaitRequests(8);
    assertThrows(ExecutionException.class, () -> attempt.interrupt().await());
  }

  @Test
  void interruption_ends_it_at_once() throws Exception {
    upstream.on("/hangs", Reply.hanging());
    var attempt = Attempt.start(executor, execution(sources("/hangs")));
    upstream.awaitRequests(1);
    var ended = assertThrows(ExecutionException.class, () -> attempt.interrupt().await());
    assertInstanceOf(InterruptedException.class, ended.getCause());
  }

  private void serve(String path, String feed) {
    upstream.on(path, Reply.of(200, "application/rss+xml; charset=utf-8", feed));
  }

  private JsonObject sources(String... paths) {
    var urls = Arrays.stream(paths).map(path -> upstream.url() + path).toList();
    return new JsonObject().put("sources", new JsonArray(urls));
  }

  private TestExecution execution(JsonObject config) {
    var operators =
        new JsonObject()
            .put("technology", JsonArray.of(upstream.url() + "/operator"))
            .put("farm", new JsonArray());
    return TestExecution.of(executor.taskType().config().defaults().copy().mergeIn(config))
        .withSettings(new JsonObject().put("sources", operators))
        .over(http);
  }

  private Outcome.Completed completed(JsonObject config) throws Exception {
    return assertInstanceOf(Outcome.Completed.class, executor.run(execution(config)));
  }

  private Outcome.Failed failed(JsonObject config) throws Exception {
    return assertInstanceOf(Outcome.Failed.class, executor.run(execution(config)));
  }

  private static void assertFailure(Outcome.Failed failed, String code, boolean retryable) {
    assertEquals(code, failed.failure().code(), failed.failure().message());
    assertEquals(retryable, failed.retryable());
    assertFalse(failed.failure().message().isBlank());
  }

  private static List<String> titles(Outcome.Completed completed) {
    var articles = completed.result().getJsonArray("articles");
    return IntStream.range(0, articles.size())
        .mapToObj(i -> articles.getJsonObject(i).getString("title"))
        .toList();
  }
}
