package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.api.identity.AccessSettings;
import dev.errand.core.egress.Directory;
import dev.errand.core.egress.Egress;
import dev.errand.core.egress.EgressSettings;
import dev.errand.core.field.GetFieldHealth;
import dev.errand.core.field.HealthSource;
import dev.errand.core.field.NdviService;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Alerts about fields, and their health as another service tells it. */
class FieldApiTest {

  /** What the other service says; or how it fails. */
  private static final AtomicReference<String> SAID = new AtomicReference<>("");

  private static ApiFixture api;

  @BeforeAll
  static void open() {
    api =
        new ApiFixture(
            CoreFixture.with((vertx, persistence) -> persistence.fields(service(vertx))),
            AccessSettings.LOCAL,
            root -> {});
  }

  @AfterAll
  static void close() {
    api.close();
  }

  private static HealthSource service(Vertx vertx) {
    var stub =
        CoreFixture.await(
            vertx.createHttpServer().requestHandler(FieldApiTest::answer).listen(0, "127.0.0.1"));
    var egress = new Egress(vertx, EgressSettings.USUAL, Directory.NONE);
    return new NdviService(egress, URI.create("http://127.0.0.1:" + stub.actualPort()));
  }

  private static void answer(HttpServerRequest request) {
    var said = String.valueOf(SAID.get());
    switch (said) {
      case "away" -> request.connection().close();
      case "late" -> request.response().setStatusCode(504).end();
      default -> request.response().end(said);
    }
  }

  private static JsonObject said(double score) {
    var zones =
        new JsonObject()
            .put("healthy", 78.5)
            .put("stressed", 12)
            .put("critical", 4.5)
            .put("bare_soil", 3)
            .put("water", 2);
    var ndvi =
        new JsonObject().put("mean", 0.52).put("min", 0.11).put("max", 0.81).put("std_dev", 0.12);
    return new JsonObject()
        .put("health_score", score)
        .put("zones", zones)
        .put("ndvi", ndvi)
        .put("vegetation_coverage", 88.5)
        .put("alerts", new JsonArray());
  }

  private static JsonObject health(JsonObject said) {
    SAID.set(said.encode());
    return api.get("/fields/field-7/health").send().expect(200).json();
  }

  private static JsonObject suggestions(JsonObject said) {
    SAID.set(said.encode());
    return api.get("/fields/field-7/suggestions").send().expect(200).json();
  }

  private static JsonObject alert(String type, double ndvi) {
    return new JsonObject()
        .put("field_id", "field-7")
        .put("ndvi_value", ndvi)
        .put("alert_type", type);
  }

  private static JsonObject created(JsonObject alert) {
    return api.post("/tasks/from-ndvi-alert", alert).send().expect(201).json();
  }

  private static void assertUrgency(String priority, String type, int hours, JsonObject task) {
    assertEquals(priority, task.getString("priority"));
    assertEquals(type, task.getString("type"));
    var due = api.core.clock.instant().plus(Duration.ofHours(hours));
    assertEquals(due.toString(), task.getString("due_at"));
  }

  @Test
  void an_alert_becomes_a_task_as_urgent_as_it_is() {
    assertUrgency("urgent", "scouting", 4, created(alert("anomaly", 0.18)));
    assertUrgency(
        "urgent", "irrigation", 4, created(alert("drop", 0.35).put("previous_ndvi", 0.65)));
    assertUrgency("high", "irrigation", 12, created(alert("drop", 0.45).put("previous_ndvi", 0.6)));
    var unusual = new JsonObject().put("z_score", 3.5);
    assertUrgency(
        "high", "scouting", 12, created(alert("anomaly", 0.4).put("alert_metadata", unusual)));
    assertUrgency("medium", "irrigation", 24, created(alert("drop", 0.4).put("previous_ndvi", 0)));
    assertUrgency("medium", "irrigation", 24, created(alert("drop", 0.4).putNull("zone_id")));
  }

  @Test
  void the_task_of_an_alert_speaks_english_and_arabic_and_keeps_its_values() {
    var more =
        new JsonObject()
            .put("deviation_pct", -12.5)
            .put("image", "S2A_20260602")
            .put("source", "elsewhere");
    var task =
        created(
            alert("drop", 0.45)
                .put("zone_id", "north")
                .put("previous_ndvi", 0.6)
                .put("assigned_to", "ann")
                .put("alert_metadata", more));
    assertEquals("NDVI of field field-7, zone north has dropped to 0.45", task.getString("title"));
    var arabic = task.getJsonObject("translations").getJsonObject("ar");
    for (var text : List.of("title", "description")) {
      assertTrue(arabic.getString(text).contains("0.45"), text);
      assertTrue(arabic.getString(text).contains("NDVI"), text);
      assertEquals(arabic.getString(text), task.getString(text + "_ar"));
      assertTrue(task.getString(text).contains("0.45"));
    }
    assertEquals(
        more.copy()
            .put("source", "ndvi_alert")
            .put("alert_type", "drop")
            .put("ndvi_value", 0.45)
            .put("previous_ndvi", 0.6),
        task.getJsonObject("metadata"));
    assertEquals("ndvi_alert", task.getString("source"));
    assertEquals("field-7", task.getString("field_id"));
    assertEquals("north", task.getString("zone_id"));
    assertEquals("ann", task.getString("assignee_id"));
    assertEquals("human", task.getString("performer"));
    assertEquals(task, api.get("/tasks/" + task.getString("id")).send().expect(200).json());

    assertNull(created(alert("drop", 0.45)).getString("assignee_id"));
    var own = alert("drop", 0.45).put("auto_assign", true);
    assertEquals("me", created(own).getString("assignee_id"));
    assertEquals("bob", created(own.put("assigned_to", "bob")).getString("assignee_id"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "ndvi_value | 1.2",
        "ndvi_value | -1.01",
        "ndvi_value | \"0.4\"",
        "ndvi_value | null",
        "previous_ndvi | 2",
        "alert_type | \"foo\"",
        "alert_type | \"DROP\"",
        "field_id | null",
        "field_id | \"\"",
        "field_id | 7",
        "zone_id | {}",
        "auto_assign | \"yes\"",
        "assigned_to | \"\"",
        "title | \"Own\"",
        "alert_metadata | {\"z_score\": \"high\"}",
        "alert_metadata | {\"deviation_pct\": []}",
        "alert_metadata | 3",
      })
  void refuses_alerts_that_cannot_be(String member, String value) {
    var body = alert("drop", 0.4).encode();
    var changed =
        new JsonObject(body).put(member, new JsonObject("{\"v\":" + value + "}").getValue("v"));
    var refused = api.post("/tasks/from-ndvi-alert", changed).send().expect(422).json();
    var problem = refused.getJsonArray("detail").getJsonObject(0);
    assertEquals(member, problem.getJsonArray("loc").getString(1), refused.encode());
  }

  @Test
  void names_all_that_is_wrong_with_an_alert_at_once_and_takes_only_numbers() {
    var wrong = alert("foo", 1.2).put("previous_ndvi", -3).putNull("field_id");
    var refused = api.post("/tasks/from-ndvi-alert", wrong).send().expect(422).json();
    assertEquals(4, refused.getJsonArray("detail").size(), refused.encode());
    assertTrue(refused.encode().contains("drop, critical, anomaly"), refused.encode());
    api.post("/tasks/from-ndvi-alert")
        .json(ApiFixture.bytes("{\"field_id\":\"a\",\"ndvi_value\":NaN,\"alert_type\":\"drop\"}"))
        .send()
        .expect(400);
    api.post("/tasks/from-ndvi-alert", alert("drop", 0.4).put("field_id", "x".repeat(101)))
        .send()
        .expect(422);
    var longest =
        alert("drop", 0.4).put("field_id", "ح".repeat(100)).put("zone_id", "z".repeat(100));
    assertTrue(created(longest).getString("title").contains("ح".repeat(100)));
  }

  @ParameterizedTest
  @CsvSource({"2.9, critical", "4.9, poor", "6.9, moderate", "8.4, good", "8.5, excellent"})
  void tells_the_health_of_a_field_by_the_numbers_of_the_service(double score, String status) {
    var said = said(score);
    var health = health(said);
    assertEquals(status, health.getString("status"));
    assertEquals(score < 7, health.getBoolean("needs_attention"));
    assertEquals("field-7", health.remove("field_id"));
    health.remove("status");
    health.remove("needs_attention");
    assertEquals(said, health);
  }

  @Test
  void what_the_service_does_not_say_is_null_and_its_alerts_are_passed_on() {
    var warned = new JsonObject().put("type", "low_vegetation").put("severity", "medium");
    var health =
        health(new JsonObject().put("health_score", 9).put("alerts", new JsonArray().add(warned)));
    assertNull(health.getValue("vegetation_coverage"));
    assertNull(health.getJsonObject("zones").getValue("stressed"));
    assertEquals(true, health.getBoolean("needs_attention"));
    assertEquals(warned, health.getJsonArray("alerts").getJsonObject(0));
  }

  @Test
  void never_makes_up_the_health_of_a_field() {
    for (var said : List.of("away", "<html>502</html>", "{}", "{\"health_score\": 11}")) {
      SAID.set(said);
      for (var what : List.of("health", "suggestions")) {
        var refused = api.get("/fields/field-7/" + what).send().expect(502).json();
        assertEquals("upstream_failed", refused.getString("code"));
        assertTrue(refused.getString("detail").startsWith("The field health service"));
      }
    }
    SAID.set("late");
    var late = api.get("/fields/field-7/health").send().expect(504).json();
    assertEquals("upstream_timeout", late.getString("code"));
  }

  @Test
  void without_a_service_says_what_is_missing() {
    var none = HealthSource.NONE.health(new GetFieldHealth("t1", "a"));
    assertTrue(String.valueOf(none.cause().getMessage()).contains("NDVI_SERVICE_URL"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..%2Fadmin", "%22%7B%7D", "%D8%AD%D9%82%D9%84", "a%0Ab", "%25", "a%20b"})
  void fields_may_be_called_anything(String id) {
    SAID.set(said(9).encode());
    var health = api.get("/fields/" + id + "/health").send().expect(200).json();
    assertEquals(URLDecoder.decode(id, StandardCharsets.UTF_8), health.getString("field_id"));
  }

  @Test
  void refuses_names_of_fields_that_are_too_long_or_none() {
    var refused = api.get("/fields/" + "x".repeat(101) + "/health").send().expect(422).json();
    assertTrue(refused.encode().contains("field_id"));
    api.get("/fields/%00/suggestions").send().expect(422);
    api.get("/fields//health").send().expect(404);
    api.get("/fields/a/health?zone=b").send().expect(422);
  }

  @Test
  void suggests_what_would_help() {
    assertEquals(0, suggestions(said(8.5)).getInteger("total"));
    var stressed = said(8.5);
    stressed.getJsonObject("zones").put("stressed", 36);
    var water = suggestions(stressed).getJsonArray("items").getJsonObject(0);
    assertEquals("irrigation", water.getString("type"));
    assertEquals("high", water.getString("priority"));
    var bare = suggestions(said(8.5).put("vegetation_coverage", 59));
    assertEquals("sampling", bare.getJsonArray("items").getJsonObject(0).getString("type"));
    var ill = suggestions(said(2));
    assertEquals("critical", ill.getString("status"));
    var look = ill.getJsonArray("items").getJsonObject(0);
    assertEquals("scouting", look.getString("type"));
    assertEquals("urgent", look.getString("priority"));
    assertEquals(0.9, look.getDouble("confidence"));
    assertEquals(
        api.core.clock.instant().plus(Duration.ofDays(1)).toString(), look.getString("due_at"));
    assertTrue(look.getJsonObject("reason").getString("ar").contains("2"));
  }

  @Test
  void suggestions_become_tasks_as_they_are() {
    var said = said(2).put("vegetation_coverage", 41);
    var items = suggestions(said).getJsonArray("items");
    var look = items.getJsonObject(0);
    items.add(new JsonObject().put("title", "Wrong").put("confidence", 2));
    var body =
        new JsonObject()
            .put("field_id", "field-7")
            .put("assigned_to", "ann")
            .put("suggestions", items);
    var result = api.post("/tasks/auto-create", body).send().expect(201).json();
    assertEquals(2, result.getJsonObject("summary").getInteger("created"));
    assertEquals(2, result.getJsonArray("failed").getJsonObject(0).getInteger("index"));
    var task = result.getJsonArray("created").getJsonObject(0);
    for (var same : List.of("type", "priority", "title", "title_ar", "field_id", "due_at")) {
      assertEquals(look.getString(same), task.getString(same), same);
    }
    assertEquals("ann", task.getString("assignee_id"));
    var kept = task.getJsonObject("metadata");
    assertEquals("field_health", kept.getString("source"));
    assertEquals(0.9, kept.getDouble("confidence"));
    assertEquals(look.getJsonObject("reason"), kept.getJsonObject("reason"));
    api.post("/tasks", look).send().expect(422);
  }
}
