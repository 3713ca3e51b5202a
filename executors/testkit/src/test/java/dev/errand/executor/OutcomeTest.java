package dev.errand.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.testing.TestExecution;
import dev.errand.executor.testing.TestHttp;
import dev.errand.executor.testing.Upstream;
import dev.errand.executor.testing.Upstream.Reply;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutcomeTest {

  @Test
  void a_server_error_may_be_retried_and_names_host_and_status_but_not_the_query()
      throws Exception {
    var failed = failureOf(Reply.of(503, "text/html", "<h1>busy</h1>"));
    assertTrue(failed.retryable());
    assertNull(failed.retryAfter());
    assertEquals("upstream_error", failed.failure().code());
    assertEquals(new JsonObject().put("status", 503), failed.failure().details());
    assertTrue(failed.failure().message().matches("127\\.0\\.0\\.1:\\d+ answered 503 to GET"));
  }

  @Test
  void a_refusal_is_for_good_even_with_retry_after() throws Exception {
    var failed = failureOf(Reply.of(404, "text/plain", "").with("Retry-After", "9"));
    assertFalse(failed.retryable());
    assertNull(failed.retryAfter());
    assertEquals("upstream_rejected", failed.failure().code());
  }

  @Test
  void too_many_requests_may_be_retried_after_the_seconds_named() throws Exception {
    var failed = failureOf(Reply.of(429, "text/plain", "").with("Retry-After", "17"));
    assertTrue(failed.retryable());
    assertEquals("rate_limited", failed.failure().code());
    assertEquals(Duration.ofSeconds(17), failed.retryAfter());
  }

  @Test
  void retry_after_may_be_a_date() throws Exception {
    assertEquals(Duration.ofMinutes(2), retryAfter("Tue, 03 Mar 2026 12:02:00 GMT"));
    assertEquals(Duration.ZERO, retryAfter("Tue, 03 Mar 2026 11:00:00 GMT"));
  }

  @Test
  void a_retry_after_that_cannot_be_read_or_is_absurd_is_none() throws Exception {
    assertNull(retryAfter("soon"));
    assertNull(retryAfter("-5"));
    assertNull(retryAfter("99999999999999999999"));
  }

  private static @Nullable Duration retryAfter(String value) throws Exception {
    return failureOf(Reply.of(503, "text/plain", "").with("Retry-After", value)).retryAfter();
  }

  private static Outcome.Failed failureOf(Reply reply) throws Exception {
    try (var upstream = new Upstream().on("/x", reply)) {
      var request = HttpRequest.newBuilder(upstream.url("/x?key=secret")).build();
      var response = new TestHttp().send(request);
      return Outcome.ofHttpFailure(response, InstantSource.fixed(TestExecution.NOW));
    }
  }
}
