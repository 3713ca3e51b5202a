package dev.errand.core.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.core.problem.Violation;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JsonSchemaTest {

  private static final JsonSchema SCHEMA =
      JsonSchema.of(
          new JsonObject(
              """
              {"type": "object", "additionalProperties": false, "required": ["location"],
               "properties": {
                 "location": {"oneOf": [
                   {"type": "string", "minLength": 1, "maxLength": 3},
                   {"type": "object", "required": ["latitude"],
                    "properties": {"latitude": {"type": "number", "minimum": -90}}}]},
                 "units": {"enum": ["metric", "imperial"]},
                 "days": {"type": "integer", "minimum": 1, "maximum": 16},
                 "keys": {"type": "array", "maxItems": 1, "items": {"type": "string"}},
                 "at": {"type": ["string", "null"], "format": "date-time"}}}
              """));

  private static Map<String, String> check(String json) {
    var found = new TreeMap<String, String>();
    for (Violation v : SCHEMA.check(new JsonObject(json), List.of("body"))) {
      found.put(v.loc().toString(), v.msg());
    }
    return found;
  }

  @Test
  void names_members_with_odd_names() {
    for (var name : List.of("a\n", "\u0000", "100%", "a b", "a+b", "a/~b", "é")) {
      var odd = new JsonObject().put("location", "abc").put(name, 1);
      assertEquals(
          List.of(List.of("body", name)),
          SCHEMA.check(odd, List.of("body")).stream().map(Violation::loc).toList());
    }
  }

  @Test
  void a_right_value_has_no_violations() {
    assertEquals(0, check("{\"location\": \"abc\", \"days\": 3, \"at\": null}").size());
  }

  @Test
  void every_mistake_is_named_once_where_it_is() {
    var found =
        check(
            """
            {"units": "x", "days": 99, "keys": ["a", 1], "zz": 1, "at": "soon"}
            """);
    assertEquals("is required", found.get("[body, location]"));
    assertEquals("must be one of metric, imperial", found.get("[body, units]"));
    assertEquals("must be at most 16", found.get("[body, days]"));
    assertEquals("must have at most 1 items", found.get("[body, keys]"));
    assertEquals("must be a string", found.get("[body, keys, 1]"));
    assertEquals(
        "is not a known member; known are location, units, days, keys, at",
        found.get("[body, zz]"));
    assertEquals("must be an RFC 3339 time such as 2026-01-31T08:00:00Z", found.get("[body, at]"));
    assertEquals(7, found.size());
  }

  @Test
  void a_choice_of_which_no_form_fits_is_one_violation_that_names_what_each_wants() {
    assertEquals(
        "must be a string, or must be an object",
        check("{\"location\": 5}").get("[body, location]"));
  }

  @Test
  void an_object_is_judged_by_the_form_that_takes_objects() {
    assertEquals(
        Map.of("[body, location, latitude]", "must be at least -90"),
        check("{\"location\": {\"latitude\": -91}}"));
    assertEquals(Map.of("[body, location, latitude]", "is required"), check("{\"location\": {}}"));
  }

  @Test
  void the_beginning_of_a_name_stands_for_it() {
    assertEquals("; did you mean zone_id?", Nearest.hint("zone", List.of("field_id", "zone_id")));
    assertEquals("; did you mean due_at?", Nearest.hint("due", List.of("due_date", "due_at")));
    assertEquals("", Nearest.hint("colour", List.of("field_id", "zone_id")));
  }
}
