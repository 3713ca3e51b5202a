package dev.errand.core.egress;

import static dev.errand.migrations.testing.Eventually.eventually;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressHostTest {

  private static final EgressSettings.Breaker TWO_FAILURES =
      new EgressSettings.Breaker(2, Duration.ofSeconds(10));

  private final EgressLab lab =
      new EgressLab(unused -> EgressLab.limited(TWO_FAILURES, 2, Duration.ofSeconds(20)));
  private final AtomicInteger calls = new AtomicInteger();

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void leaves_a_host_alone_that_breaks_off_and_tries_it_again_later() throws Exception {
    var healthy = Promise.<Void>promise();
    int port =
        lab.serve(
            request -> {
              calls.incrementAndGet();
              if (healthy.future().isComplete()) {
                request.response().end();
              } else {
                request.connection().close();
              }
            });
    String url = "http://public.test:" + port;
    assertThrows(IOException.class, () -> lab.get(url));
    assertThrows(IOException.class, () -> lab.get(url));
    var e = assertThrows(IOException.class, () -> lab.get(url));
    assertEquals(
        url
            + " is not called from 2026-03-01T08:00:00Z until 2026-03-01T08:00:10Z, since its last 2 calls failed",
        e.getMessage());
    assertEquals(2, calls.get());

    lab.now = lab.now.plusSeconds(10);
    assertThrows(IOException.class, () -> lab.get(url));
    assertEquals(3, calls.get());
    assertThrows(IOException.class, () -> lab.get(url));
    assertEquals(3, calls.get());

    healthy.complete();
    lab.now = lab.now.plusSeconds(10);
    assertEquals(200, lab.get(url).statusCode());
    assertEquals(200, lab.get(url).statusCode());
    assertEquals(5, calls.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  void counts_what_gateways_say_of_a_host_that_is_out(int status) throws Exception {
    int port = lab.serve(request -> request.response().setStatusCode(status).end());
    String url = "http://public.test:" + port;
    assertEquals(status, lab.get(url).statusCode());
    assertEquals(status, lab.get(url).statusCode());
    assertThrows(IOException.class, () -> lab.get(url));
    assertTrue(lab.get(url.replace("public", "other")).statusCode() == status, "another host");
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 429, 500})
  void other_answers_show_that_the_host_is_there(int status) throws Exception {
    int port = lab.serve(request -> request.response().setStatusCode(status).end());
    for (int i = 0; i < 4; i++) {
      assertEquals(status, lab.get("http://public.test:" + port).statusCode());
    }
  }

  @Test
  void an_impatient_caller_does_not_close_a_host_to_the_others() throws Exception {
    int port =
        lab.serve(
            request -> {
              if (!request.path().equals("/hang")) {
                request.response().end();
              }
            });
    String url = "http://public.test:" + port;
    for (int i = 0; i < 3; i++) {
      assertThrows(HttpTimeoutException.class, () -> lab.get(url + "/hang", Duration.ofMillis(50)));
    }
    assertEquals(200, lab.get(url).statusCode());
  }

  @Test
  void makes_no_more_calls_to_a_host_at_a_time_than_allowed() throws Exception {
    var pending = new LinkedBlockingQueue<HttpServerRequest>();
    int port = lab.serve(pending::add);
    List<Future<HttpResponse<byte[]>>> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      var request = HttpRequest.newBuilder(URI.create("http://public.test:" + port)).build();
      answers.add(lab.egress().sendAsync(request));
    }
    HttpServerRequest first = taken(pending);
    HttpServerRequest second = taken(pending);
    eventually("three wait", () -> lab.egress().load().waiting() == 3);
    assertEquals(new EgressLoad(2, 3, 0), lab.egress().load());
    assertTrue(pending.isEmpty());

    first.response().end();
    second.response().end();
    for (int i = 0; i < 3; i++) {
      taken(pending).response().end();
    }
    for (Future<HttpResponse<byte[]>> answer : answers) {
      assertEquals(200, answer.await(60, SECONDS).statusCode());
    }
  }

  private static HttpServerRequest taken(LinkedBlockingQueue<HttpServerRequest> pending)
      throws InterruptedException {
    HttpServerRequest request = pending.poll(10, SECONDS);
    if (request == null) {
      throw new AssertionError("no request within 10 s");
    }
    return request;
  }
}
