package dev.errand.app.config;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class ConfigTest {

  @TempDir private Path folder;

  @Test
  void reads_a_yaml_file(Vertx vertx) throws Exception {
    Config config =
        load(
            vertx,
            """
            service_port: 9000
            database_url: "postgresql://app:p%40ss@db/tasks"
            egress_allow: [10.0.0.0/8, intranet.example]
            executors:
              http_request:
                user_agent: "errand"
            """);
    assertEquals(9000, config.get(Settings.SERVICE_PORT));
    assertEquals("p@ss", config.database().orElseThrow().password());
    assertEquals(List.of("10.0.0.0/8", "intranet.example"), config.get(Settings.EGRESS_ALLOW));
    assertEquals("errand", config.executor("http_request").getString("user_agent"));
  }

  @Test
  void takes_an_empty_file_for_the_defaults(Vertx vertx) throws Exception {
    assertEquals(8211, load(vertx, "# nothing yet\n").get(Settings.SERVICE_PORT));
  }

  @Test
  void lets_a_system_property_win(Vertx vertx) throws Exception {
    System.setProperty("SERVICE_NAME", "0123");
    try {
      assertEquals("0123", load(vertx, "service_name: file").get(Settings.SERVICE_NAME));
    } finally {
      System.clearProperty("SERVICE_NAME");
    }
  }

  @Test
  void says_that_the_file_is_missing(Vertx vertx) {
    ConfigMistakes mistakes =
        assertThrows(
            ConfigMistakes.class,
            () -> Config.load(vertx, folder.resolve("absent.yaml")).await(60, SECONDS));
    assertTrue(mistakes.toString().contains("absent.yaml"), mistakes.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"service_port: [", "a: b: c", "\t- x", "just a text", "- a\n- b"})
  void names_the_file_when_it_is_no_yaml_map(String text, Vertx vertx) {
    ConfigMistakes mistakes = assertThrows(ConfigMistakes.class, () -> load(vertx, text));
    assertEquals(1, mistakes.lines().size());
    assertTrue(mistakes.lines().getFirst().contains("errand.yaml"), mistakes.toString());
  }

  private Config load(Vertx vertx, String yaml) throws IOException, TimeoutException {
    Path file = Files.writeString(folder.resolve("errand.yaml"), yaml);
    return Config.load(vertx, file).await(60, SECONDS);
  }
}
