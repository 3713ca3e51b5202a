package dev.errand.executor.standard;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.testing.TaskTypeSchema;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriceConfigTest {

  private final TaskTypeSchema schema = TaskTypeSchema.of(new PriceTrackerExecutor().taskType());

  private static JsonObject config(String members) {
    return new JsonObject()
        .put("product_url", "https://a/b")
        .put("target_price", 9)
        .mergeIn(new JsonObject(members.replace('`', '"')));
  }

  @Test
  void examples_satisfy_the_schema_and_two_members_are_required() {
    schema.assertSound();
    assertFalse(schema.accepts(new JsonObject().put("target_price", 9)));
    assertFalse(schema.accepts(new JsonObject().put("product_url", "https://a/b")));
    assertTrue(schema.accepts(config("{}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{`product_url`: `file:///etc/passwd`}",
        "{`target_price`: 0}",
        "{`target_price`: `9`}",
        "{`json_path`: `price`}",
        "{`json_path`: `$..price`}",
        "{`json_path`: `$.a[*]`}",
        "{`json_path`: `$.a[?(@.b)]`}",
        "{`json_path`: `$.a[01]`}",
        "{`json_path`: `$.a[9999999999]`}",
        "{`json_path`: `$.a-b`}",
        "{`json_path`: `$['a]`}",
        "{`json_path`: `$.a`, `css_selector`: `p`}",
        "{`css_selector`: ``}",
        "{`attribute`: `a b`}",
        "{`currency`: `eur`}",
        "{`decimal_sign`: `;`}",
        "{`keywords`: []}",
      })
  void refuses_configs_that_cannot_run(String members) {
    assertFalse(schema.accepts(config(members)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"$", "$.a.b_c[0][-1]", "$['a b'].c", "$[`it's`]", "$['it\\\\'s']", "$.سعر"})
  void accepts_singular_queries(String path) {
    var written = path.replace("`", "\\\"");
    assertTrue(schema.accepts(config("{`json_path`: `" + written + "`}")), path);
  }
}
