package dev.errand.executor.standard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.Executor;
import dev.errand.executor.Http;
import dev.errand.executor.Outcome;
import dev.errand.executor.testing.Attempt;
import dev.errand.executor.testing.TestExecution;
import dev.errand.executor.testing.TestHttp;
import dev.errand.executor.testing.Upstream;
import dev.errand.executor.testing.Upstream.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookExecutorTest {

  private final WebhookExecutor executor = new WebhookExecutor();
  private final TestHttp http = new TestHttp();
  private Upstream upstream;

  @BeforeEach
  void open() throws IOException {
    upstream = new Upstream().on("/hook", Reply.json("{\"ok\":true}"));
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  @Test
  void is_found_by_the_service_loader() {
    assertTrue(
        ServiceLoader.load(Executor.class).stream()
            .anyMatch(found -> found.type() == WebhookExecutor.class));
  }

  @Test
  void posts_a_body_with_values_and_their_types() throws Exception {
    var config =
        new JsonObject(
            """
            {"body": {"n": "{{config.n}}", "order": "{{trigger.order}}", "t": "No. {{config.n}}"},
             "headers": {"X-Token": "t-{{config.token}}"}, "n": 42, "token": "secret"}
            """);
    var trigger = new JsonObject("{\"order\": {\"id\": 7, \"open\": true}}");
    var completed = (Outcome.Completed) executor.run(execution(config).triggeredBy(trigger));
    assertEquals(1, completed.usage().apiCalls());
    var received = upstream.received().getFirst();
    assertEquals("POST", received.method());
    assertEquals("application/json", received.header("content-type"));
    assertEquals("t-secret", received.header("x-token"));
    assertEquals(
        new JsonObject("{\"n\":42,\"order\":{\"id\":7,\"open\":true},\"t\":\"No. 42\"}"),
        new JsonObject(received.body()));
    assertTrue(http.trusted().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
  void uses_the_method_asked_for(String method) throws Exception {
    completed(new JsonObject().put("method", method));
    assertEquals(method, upstream.received().getFirst().method());
    assertEquals("", upstream.received().getFirst().body());
    assertEquals("", upstream.received().getFirst().header("content-type"));
  }

  @Test
  void a_text_is_sent_as_it_is_and_its_content_type_may_be_named() throws Exception {
    completed(new JsonObject().put("body", "سلام {\"a\": 1}"));
    assertEquals("سلام {\"a\": 1}", upstream.received().get(0).body());
    assertEquals("text/plain; charset=utf-8", upstream.received().get(0).header("content-type"));
    var headers = new JsonObject().put("content-type", "application/xml");
    completed(new JsonObject().put("body", "<a/>").put("headers", headers));
    assertEquals("application/xml", upstream.received().get(1).header("content-type"));
  }

  @Test
  void the_result_holds_status_some_headers_and_json() throws Exception {
    upstream.on(
        "/hook",
        Reply.of(201, "application/json", "{\"id\": 5}")
            .with("Location", "/orders/5")
            .with("Set-Cookie", "session=1"));
    var result = completed(new JsonObject()).result();
    assertEquals(201, result.getInteger("status"));
    assertEquals(new JsonObject().put("id", 5), result.getJsonObject("body"));
    assertFalse(result.getBoolean("body_truncated"));
    var headers = result.getJsonObject("headers");
    assertEquals("/orders/5", headers.getString("location"));
    assertEquals("application/json", headers.getString("content-type"));
    assertFalse(headers.containsKey("set-cookie"));
  }

  @Test
  void json_is_recognised_without_its_content_type_and_text_is_not_taken_for_it() throws Exception {
    assertEquals(new JsonObject().put("a", 1), bodyOf(Reply.of(200, "text/plain", "{\"a\": 1}")));
    assertEquals("5", bodyOf(Reply.of(200, "text/plain", "5")));
    assertEquals(5, bodyOf(Reply.of(200, "application/problem+json", "5")));
    assertEquals("{\"a\": ", bodyOf(Reply.of(200, "application/json", "{\"a\": ")));
    assertEquals("", bodyOf(new Reply(204, Map.of(), new byte[0], 0, false)));
  }

  @Test
  void text_is_decoded_as_declared_and_made_storable() throws Exception {
    var latin = "café\0".getBytes(ISO_8859_1);
    assertEquals("café\uFFFD", bodyOf(Reply.of(200, "text/plain; charset=\"iso-8859-1\"", latin)));
    assertEquals("é", bodyOf(Reply.of(200, "text/plain; charset=unheard-of", "é")));
  }

  @Test
  void long_bodies_are_cut_and_say_so() throws Exception {
    var json = "{\"a\":\"" + "x".repeat(600_000) + "\"}";
    upstream.on("/hook", Reply.json(json));
    var result = completed(new JsonObject()).result();
    assertEquals(64 * 1024, result.getString("body").length());
    assertTrue(result.getBoolean("body_truncated"));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 429})
  void a_busy_or_broken_upstream_is_retried_after_what_it_asks(int status) throws Exception {
    upstream.on("/hook", Reply.of(status, "text/plain", "later").with("Retry-After", "2"));
    var failed = failed(new JsonObject());
    assertTrue(failed.retryable());
    assertEquals(Duration.ofSeconds(2), failed.retryAfter());
    assertEquals(1, failed.usage().apiCalls());
    assertEquals(upstream.host() + " answered " + status + " to POST", failed.failure().message());
    var details = new JsonObject().put("status", status).put("body", "later");
    assertEquals(details, failed.failure().details());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 410, 422, 304})
  void any_other_refusal_is_for_good(int status) throws Exception {
    upstream.on("/hook", new Reply(status, Map.of(), new byte[0], 0, false));
    var failed = failed(new JsonObject());
    assertFalse(failed.retryable());
    assertEquals("upstream_rejected", failed.failure().code());
    assertNull(failed.retryAfter());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Host", "content-length", "Connection", "TRANSFER-ENCODING", "Upgrade", "Expect"})
  void headers_of_the_connection_are_refused_for_good(String name) throws Exception {
    var failed = failed(new JsonObject().put("headers", new JsonObject().put(name, "x")));
    assertFalse(failed.retryable());
    assertEquals("forbidden_header", failed.failure().code());
    assertTrue(failed.failure().message().contains(name));
    assertTrue(upstream.received().isEmpty());
  }

  @Test
  void what_cannot_be_sent_fails_for_good_before_anything_is_sent() throws Exception {
    var split = new JsonObject().put("headers", new JsonObject().put("X-A", "{{config.v}}"));
    assertCode("invalid_header", split.put("v", "a\r\nHost: evil"));
    assertCode("invalid_config", new JsonObject().put("method", "GET").put("body", "x"));
    assertCode("unknown_placeholder", new JsonObject().put("body", "{{trigger.order}}"));
    assertCode("invalid_url", new JsonObject().put("url", "http://[broken"));
    assertCode("invalid_url", new JsonObject().put("url", "http://example.org/{{config.v}}"));
    assertTrue(upstream.received().isEmpty());
  }

  @Test
  void what_the_egress_rules_refuse_is_left_to_the_service_to_report() {
    http.refusing(upstream.url("/hook"));
    assertThrows(Http.Refused.class, () -> executor.run(execution(new JsonObject())));
  }

  @Test
  void interruption_ends_it_at_once() throws Exception {
    upstream.on("/hook", Reply.hanging());
    var attempt = Attempt.start(executor, execution(new JsonObject()));
    upstream.awaitRequests(1);
    var ended = assertThrows(ExecutionException.class, () -> attempt.interrupt().await());
    assertInstanceOf(InterruptedException.class, ended.getCause());
  }

  private Object bodyOf(Reply reply) throws Exception {
    upstream.on("/hook", reply);
    return completed(new JsonObject()).result().getValue("body");
  }

  private void assertCode(String code, JsonObject config) throws Exception {
    var failed = failed(config);
    assertEquals(code, failed.failure().code());
    assertFalse(failed.retryable());
  }

  private TestExecution execution(JsonObject config) {
    var defaults = executor.taskType().config().defaults().copy();
    return TestExecution.of(defaults.put("url", upstream.url() + "/hook").mergeIn(config))
        .over(http);
  }

  private Outcome.Completed completed(JsonObject config) throws Exception {
    return assertInstanceOf(Outcome.Completed.class, executor.run(execution(config)));
  }

  private Outcome.Failed failed(JsonObject config) throws Exception {
    return assertInstanceOf(Outcome.Failed.class, executor.run(execution(config)));
  }
}
