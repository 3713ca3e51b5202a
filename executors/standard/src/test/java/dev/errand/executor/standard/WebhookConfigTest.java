package dev.errand.executor.standard;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.testing.TaskTypeSchema;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookConfigTest {

  private final TaskTypeSchema schema = TaskTypeSchema.of(new WebhookExecutor().taskType());

  @Test
  void examples_and_defaults_satisfy_the_schema() {
    schema.assertSound();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'url': 'example.org'}",
        "{'url': 'file:///etc/passwd'}",
        "{'url': 'http://a b'}",
        "{'url': 'http://a', 'method': 'TRACE'}",
        "{'url': 'http://a', 'method': 'post'}",
        "{'url': 'http://a', 'headers': []}",
        "{'url': 'http://a', 'headers': {'a b': 'x'}}",
        "{'url': 'http://a', 'headers': {'a:': 'x'}}",
        "{'url': 'http://a', 'headers': {'a': 1}}",
      })
  void refuses_configs_that_cannot_run(String config) {
    assertFalse(schema.accepts(new JsonObject(config.replace('\'', '"'))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'url': 'http://a', 'body': null}",
        "{'url': 'HTTPS://a/?b=c', 'body': [1], 'headers': {'X-A': ''}}",
        "{'url': 'http://a', 'anything': {'else': 1}}",
      })
  void accepts_any_body_and_members_for_placeholders(String config) {
    assertTrue(schema.accepts(new JsonObject(config.replace('\'', '"'))));
  }
}
