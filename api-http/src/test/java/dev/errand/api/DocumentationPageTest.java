package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DocumentationPageTest {

  private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"]+)\"");

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void everything_that_the_page_refers_to_is_served_from_here() {
    var page = api.get("//docs/").send().expect(200);
    assertEquals("text/html; charset=utf-8", page.header("Content-Type"));
    var references = REFERENCE.matcher(String.valueOf(page.body())).results().toList();
    assertEquals(5, references.size());
    for (var reference : references) {
      var path = "//docs/" + reference.group(1);
      var file = api.get(path.replace("/docs/../", "/")).send().expect(200);
      assertTrue(String.valueOf(file.body()).length() > 100, path);
    }
    var script = String.valueOf(api.get("//docs/page.js").send().expect(200).body());
    assertTrue(script.contains("url: '../openapi.json'"), script);
  }

  @Test
  void leads_to_the_page_and_nowhere_else() {
    // Redirections are followed.
    assertEquals(api.get("//docs/").send().body(), api.get("//docs").send().expect(200).body());
    api.get("//docs/swagger-ui.js").send().expect(404);
    api.get("//docs/..%2f..%2fopenapi.yaml").send().expect(404);
  }

  @Test
  void nothing_is_fetched_from_elsewhere() {
    var page = api.get("//docs/").send().expect(200);
    assertTrue(page.header("Content-Security-Policy").startsWith("default-src 'none'"));
    assertTrue(!String.valueOf(page.body()).contains("://"), String.valueOf(page.body()));
  }
}
