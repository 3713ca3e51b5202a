package dev.errand.app.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.app.testing.ErrandProcess;
import dev.errand.migrations.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of the guide are what a fresh service really answers. */
class ApiGuideTest {

  private static final Path DOCS = Path.of("..", "docs");

  private static List<String> blocks() throws IOException {
    return HttpExamples.blocks(Files.readString(DOCS.resolve("api-guide.md")));
  }

  @Test
  void every_example_is_answered_as_shown() throws IOException, InterruptedException {
    try (var database = TestDatabase.create();
        var errand = ErrandProcess.start(ErrandProcess.settings(database), "--demo")) {
      var examples = new HttpExamples("http://127.0.0.1:" + errand.port() + "/api/v1");
      var blocks = blocks();
      int at = 1;
      while (at < blocks.size()) {
        var request = blocks.get(at);
        assertTrue(at + 1 < blocks.size() && HttpExamples.isAnswer(blocks.get(at + 1)), request);
        examples.run(request, blocks.get(at + 1));
        at += 2;
      }
      assertTrue(at > 20, "there are examples");
    }
  }

  /** With {@code -Ddocs.write} it is written anew instead. */
  @Test
  void the_file_for_editors_has_the_requests_of_the_guide() throws IOException {
    var requests =
        blocks().stream()
            .filter(block -> !HttpExamples.isAnswer(block))
            .map(block -> HttpExamples.isSetting(block) ? block : "###\n" + block)
            .toList();
    var file = DOCS.resolve("requests.http");
    var text = text(requests);
    if (System.getProperty("docs.write") != null) {
      Files.writeString(file, text);
    }
    assertEquals(
        text,
        Files.readString(file),
        "write it anew: ./verify -Dtest=ApiGuideTest -Dtest.args=-Ddocs.write");
  }

  private static String text(Collection<String> requests) {
    return "# The requests of api-guide.md, for editors that send them, to a fresh ./errand --demo.\n\n"
        + String.join("\n", requests);
  }
}
