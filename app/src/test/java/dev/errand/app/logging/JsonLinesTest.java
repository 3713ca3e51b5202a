package dev.errand.app.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.KeyValuePair;

class JsonLinesTest {

  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void writes_one_object_a_line_with_ids_as_members() {
    LoggingEvent event = event("Claimed {} tasks\n\"now\"", null, 3);
    event.setMDCPropertyMap(Map.of("request_id", "r1"));
    event.addKeyValuePair(new KeyValuePair("task_id", "t1"));
    event.addKeyValuePair(new KeyValuePair("attempt", 2));
    String line = encode(event);
    assertEquals(1, line.lines().count());
    assertEquals(
        new JsonObject()
            .put("time", TIME.toString())
            .put("level", "INFO")
            .put("logger", "dev.errand.engine")
            .put("thread", Thread.currentThread().getName())
            .put("message", "Claimed 3 tasks\n\"now\"")
            .put("request_id", "r1")
            .put("task_id", "t1")
            .put("attempt", 2),
        new JsonObject(line));
  }

  @Test
  void carries_the_stack_trace_of_an_error() {
    String error =
        new JsonObject(encode(event("failed", new IllegalStateException("why"))))
            .getString("error");
    assertTrue(error.startsWith("java.lang.IllegalStateException: why"), error);
    assertTrue(error.contains("at dev.errand.app.logging.JsonLinesTest"), error);
  }

  @ParameterizedTest
  @CsvSource({"auto,true,TEXT", "auto,false,JSON", "text,false,TEXT", "json,true,JSON"})
  void writes_text_for_people_and_json_for_programs(
      String name, boolean terminal, Logging.Format expected) {
    assertEquals(expected, Logging.Format.of(name, terminal));
  }

  private static LoggingEvent event(
      String message, @Nullable Throwable thrown, Object... arguments) {
    Logger logger = new LoggerContext().getLogger("dev.errand.engine");
    LoggingEvent event = new LoggingEvent("here", logger, Level.INFO, message, thrown, arguments);
    event.setInstant(TIME);
    return event;
  }

  private static String encode(LoggingEvent event) {
    return new String(new JsonLines().encode(event), StandardCharsets.UTF_8);
  }
}
