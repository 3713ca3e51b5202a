package dev.errand.executor.news;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.testing.TaskTypeSchema;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewsConfigTest {

  private final TaskTypeSchema schema = TaskTypeSchema.of(new NewsExecutor().taskType());

  @Test
  void examples_and_defaults_satisfy_the_schema_and_nothing_is_required() {
    schema.assertSound();
    assertTrue(schema.accepts(new JsonObject()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'categories': []}",
        "{'categories': 'world'}",
        "{'categories': ['a', 'a']}",
        "{'category': ''}",
        "{'sources': []}",
        "{'sources': ['file:///etc/passwd']}",
        "{'sources': ['ftp://example.test/feed']}",
        "{'sources': ['example.test/feed']}",
        "{'language': 'english'}",
        "{'country': 'GBR'}",
        "{'max_articles': 0}",
        "{'max_articles': 101}",
        "{'since_hours': 0}",
        "{'keywords': ['x']}",
      })
  void refuses_configs_that_cannot_run(String config) {
    assertFalse(schema.accepts(new JsonObject(config.replace('\'', '"'))));
  }

  @Test
  void the_usual_categories_are_shipped_with_secure_feeds() {
    var shipped = NewsCatalogue.of(new JsonObject());
    assertTrue(
        shipped
            .categories()
            .containsAll(
                List.of("world", "technology", "science", "business", "sports", "health")));
    for (var category : shipped.categories()) {
      var sources = shipped.sources(query(new JsonObject().put("category", category)));
      assertTrue(sources.size() >= 2, category);
      assertTrue(sources.stream().allMatch(s -> s.trusted() && s.url().startsWith("https://")));
    }
  }

  @Test
  void without_categories_the_operators_first_is_read() {
    var sources = new JsonObject("{\"Farm\":[\"http://a\",\"http://b\"],\"world\":[\"http://c\"]}");
    var catalogue = NewsCatalogue.of(new JsonObject().put("sources", sources));
    var urls =
        catalogue.sources(query(new JsonObject())).stream()
            .map(Source::url)
            .collect(Collectors.joining(" "));
    assertEquals("http://a http://b", urls);
  }

  @Test
  void the_operator_may_list_a_single_feed_without_an_array() {
    var sources = new JsonObject().put("farm", "http://a").putNull("none");
    var catalogue = NewsCatalogue.of(new JsonObject().put("sources", sources));
    assertEquals(
        List.of(new Source("http://a", "farm")), catalogue.sources(query(new JsonObject())));
    assertTrue(catalogue.sources(query(new JsonObject().put("category", "none"))).isEmpty());
  }

  private static NewsQuery query(JsonObject config) {
    return NewsQuery.of(NewsQuery.CONFIG.defaults().copy().mergeIn(config));
  }
}
