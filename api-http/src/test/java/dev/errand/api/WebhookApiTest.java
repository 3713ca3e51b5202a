package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What callers do with webhooks; that events get to them is shown elsewhere. */
class WebhookApiTest {

  private static final String URL = "https://hooks.example.com/errand";

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static Call post(String path, String body) {
    return api.call(HttpMethod.POST, path).json(body);
  }

  private static JsonObject created(String tenant) {
    return post("/webhooks", new JsonObject().put("url", URL).encode())
        .as(tenant, "ada")
        .header("X-Roles", "manager")
        .send()
        .expect(201)
        .json();
  }

  private static String path(JsonObject webhook) {
    return "/webhooks/" + webhook.getString("id");
  }

  @Test
  void shows_the_secret_when_it_is_made_and_never_again() {
    var reply = post("/webhooks", new JsonObject().put("url", URL).encode()).send().expect(201);
    var made = reply.json();
    assertEquals("no-store", reply.header("Cache-Control"));
    assertEquals("/api/v1" + path(made), reply.header("Location"));
    var secret = made.getString("secret");
    assertTrue(secret.startsWith("whsec_"), secret);
    assertEquals(32, Base64.getDecoder().decode(secret.substring(6)).length);
    var read = api.get(path(made)).send().expect(200);
    assertFalse(read.json().containsKey("secret"));
    assertEquals(
        304, api.get(path(made)).header("If-None-Match", reply.header("ETag")).send().status());

    var rotated = post(path(made) + "/rotate-secret", "{}").send().expect(200).json();
    assertNotEquals(secret, rotated.getString("secret"));
    assertEquals(2, rotated.getInteger("revision"));
    assertTrue(rotated.getString("old_secret_until") != null);
    var own = "whsec_" + Base64.getEncoder().encodeToString(new byte[24]);
    var given =
        post(path(made) + "/rotate-secret", new JsonObject().put("secret", own).encode())
            .send()
            .expect(200);
    assertEquals(own, given.json().getString("secret"));
    assertNull(
        post("/webhooks?dry_run=true", new JsonObject().put("url", URL).encode())
            .send()
            .expect(200)
            .json()
            .getString("secret"));
  }

  @Test
  void is_changed_listed_and_deleted_by_managers_of_its_tenant_alone() {
    var made = created("changed");
    var patch = new JsonObject().put("active", false).put("description", "Off for now");
    patch.put("event_types", new JsonArray().add("task_service.task.*"));
    var changed =
        api.call(HttpMethod.PATCH, path(made))
            .json(patch.encode())
            .as("changed", "ada")
            .header("X-Roles", "manager")
            .header("If-Match", "\"1\"");
    assertEquals("Off for now", changed.send().expect(200).json().getString("description"));
    assertEquals(412, changed.send().status());
    var list = api.get("/webhooks").as("changed", "ada").header("X-Roles", "manager").send();
    assertEquals(1, list.expect(200).json().getInteger("total"));
    assertEquals(
        403,
        api.get("/webhooks").as("changed", "bob").header("X-Roles", "operator").send().status());
    assertEquals(404, api.get(path(made)).send().status());
    var ping =
        post(path(made) + "/ping", "{}").as("changed", "ada").header("X-Roles", "manager").send();
    assertEquals("webhook_inactive", ping.expect(409).json().getString("code"));
    var gone =
        api.call(HttpMethod.DELETE, path(made)).as("changed", "ada").header("X-Roles", "manager");
    assertEquals(204, gone.send().status());
    assertEquals(404, gone.send().status());
  }

  @Test
  void refuses_addresses_that_are_not_public_and_what_is_no_url_or_secret_or_type() {
    for (var host :
        List.of(
            "127.0.0.1:8211",
            "10.1.2.3",
            "192.168.0.1",
            "169.254.169.254",
            "[::1]",
            "[::ffff:10.0.0.1]",
            "[fd00::1]",
            "localhost",
            "2130706433")) {
      var refused =
          post("/webhooks", new JsonObject().put("url", "http://" + host + "/").encode()).send();
      assertEquals(422, refused.status(), host);
      var wrong = refused.json().getJsonArray("detail").getJsonObject(0);
      assertEquals(new JsonArray().add("body").add("url"), wrong.getJsonArray("loc"), host);
    }
    var faulty =
        new JsonObject()
            .put("url", "ftp://example.com")
            .put("event_types", new JsonArray().add("task created").add("task.completed"));
    var messages = post("/webhooks", faulty.encode()).send().expect(422).messages();
    assertTrue(messages.contains("https://") && messages.contains("task_service.task.*"), messages);
    assertEquals(3, messages.lines().count(), messages);
    var weak = new JsonObject().put("url", URL).put("secret", "whsec_c2hvcnQ=");
    var wrong = post("/webhooks", weak.encode()).send().expect(422).messages();
    assertTrue(wrong.contains("24 to 64 random bytes"), wrong);
    assertEquals(
        422, post("/webhooks", "{\"url\": \"https://user:pw@example.com/\"}").send().status());
  }

  @Test
  void pings_lists_and_repeats_deliveries() {
    var made = created("pinged");
    var manager = List.of("pinged", "ada");
    var ping = as(manager, post(path(made) + "/ping", "{}")).send().expect(202).json();
    assertEquals("task_service.webhook.ping", ping.getString("event_type"));
    assertEquals("pending", ping.getString("status"));
    var all = as(manager, api.get(path(made) + "/deliveries?status=pending")).send().expect(200);
    assertEquals(ping, all.json().getJsonArray("items").getJsonObject(0));
    assertEquals(1, all.json().getInteger("total"));
    var one = new JsonObject().put("delivery_id", ping.getString("id"));
    var again = as(manager, post(path(made) + "/redeliver", one.encode())).send();
    assertEquals(1, again.expect(202).json().getInteger("count"));
    var none = as(manager, post(path(made) + "/redeliver", "{}")).send();
    assertEquals(0, none.expect(202).json().getInteger("count"));
    one.put("delivery_id", UUID.randomUUID().toString());
    assertEquals(404, as(manager, post(path(made) + "/redeliver", one.encode())).send().status());
  }

  private static Call as(List<String> who, Call call) {
    return call.as(who.getFirst(), who.getLast()).header("X-Roles", "manager");
  }

  @Test
  void a_tenant_has_fifty_at_most_however_many_are_asked_for_at_once() throws Exception {
    for (int i = 0; i < 40; i++) {
      created("many");
    }
    var statuses = new ConcurrentLinkedQueue<Integer>();
    var callers = new ArrayList<Thread>();
    for (int i = 0; i < 20; i++) {
      callers.add(
          Thread.startVirtualThread(
              () ->
                  statuses.add(
                      as(List.of("many", "ada"), post("/webhooks", "{\"url\": \"" + URL + "\"}"))
                          .send()
                          .status())));
    }
    for (var caller : callers) {
      caller.join();
    }
    assertEquals(20, statuses.size());
    assertEquals(10, statuses.stream().filter(status -> status == 201).count(), statuses::toString);
    var refused =
        as(List.of("many", "ada"), post("/webhooks", "{\"url\": \"" + URL + "\"}")).send();
    assertEquals("webhook_limit", refused.expect(409).json().getString("code"));
  }

  @Test
  void a_task_that_was_relayed_too_often_is_refused() {
    var task = "{\"title\": \"Round and round\"}";
    assertEquals(201, post("/tasks", task).header("X-Task-Relay-Hops", "3").send().status());
    var refused = post("/tasks", task).header("X-Task-Relay-Hops", "4").send().expect(422);
    assertEquals("relay_loop", refused.json().getString("code"));
    assertEquals(400, post("/tasks", task).header("X-Task-Relay-Hops", "-1").send().status());
  }
}
