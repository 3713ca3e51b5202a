package dev.errand.core.egress;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.Http;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EgressLimitTest {

  private static final int LIMIT = 5 * 1024 * 1024;
  private static final Duration SHORT = Duration.ofMillis(300);

  private final EgressLab lab = new EgressLab();

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void takes_five_mebibytes_and_not_a_byte_more() throws Exception {
    int port =
        lab.serve(r -> r.response().end(Buffer.buffer(new byte[Integer.parseInt(r.query())])));
    String url = "http://public.test:" + port + "/?";
    assertEquals(LIMIT, lab.get(url + LIMIT).body().length);
    var e = assertThrows(Http.Refused.class, () -> lab.get(url + (LIMIT + 1)));
    assertEquals(
        "http://public.test:"
            + port
            + "/ answered with more than 5242880 bytes, the most that is taken",
        e.getMessage());
  }

  @Test
  void breaks_off_an_endless_body() throws Exception {
    var closed = Promise.<Void>promise();
    int port =
        lab.serve(
            request -> {
              request.connection().closeHandler(unused -> closed.tryComplete());
              request.response().setChunked(true);
              pour(request);
            });
    assertThrows(Http.Refused.class, () -> lab.get("http://public.test:" + port));
    closed.future().await(60, SECONDS);
  }

  private static void pour(HttpServerRequest request) {
    var response = request.response();
    response.write(Buffer.buffer(new byte[64 * 1024])).onSuccess(unused -> pour(request));
  }

  @Test
  void undoes_gzip() throws Exception {
    byte[] text = "same text ".repeat(1000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    int port = lab.serve(request -> sendGzip(request, zipped(text)));
    var answer = lab.get("http://public.test:" + port);
    assertArrayEquals(text, answer.body());
    assertTrue(answer.headers().firstValue("content-encoding").isEmpty());
    assertTrue(answer.headers().firstValue("content-length").isEmpty());
  }

  @Test
  void leaves_gzip_to_a_caller_that_asked_for_it() throws Exception {
    byte[] packed = zipped(new byte[1000]);
    int port = lab.serve(request -> sendGzip(request, packed));
    var request =
        HttpRequest.newBuilder(URI.create("http://public.test:" + port))
            .header("Accept-Encoding", "gzip")
            .build();
    var answer = lab.egress().send(request);
    assertArrayEquals(packed, answer.body());
    assertEquals("gzip", answer.headers().firstValue("content-encoding").orElseThrow());
  }

  @Test
  void counts_the_size_after_decompression() throws Exception {
    byte[] fits = zipped(new byte[LIMIT]);
    byte[] bomb = zipped(new byte[LIMIT + 1]);
    assertTrue(bomb.length < 10_000);
    int port = lab.serve(r -> sendGzip(r, r.path().equals("/fits") ? fits : bomb));
    assertEquals(LIMIT, lab.get("http://public.test:" + port + "/fits").body().length);
    assertThrows(Http.Refused.class, () -> lab.get("http://public.test:" + port + "/bomb"));
  }

  @Test
  void says_when_gzip_is_broken() throws Exception {
    int port = lab.serve(request -> sendGzip(request, new byte[] {1, 2, 3}));
    var e = assertThrows(IOException.class, () -> lab.get("http://public.test:" + port));
    assertEquals(
        "http://public.test:" + port + "/ sent a body that is not valid gzip", e.getMessage());
  }

  @Test
  void answers_to_head_have_no_body_whatever_their_headers_say() throws Exception {
    int port =
        lab.serve(
            r ->
                r.response()
                    .putHeader("content-length", "99999999")
                    .putHeader("content-encoding", "gzip")
                    .end());
    var head = HttpRequest.newBuilder(URI.create("http://public.test:" + port)).HEAD().build();
    assertEquals(0, lab.egress().send(head).body().length);
  }

  @Test
  void a_request_without_answer_ends_at_its_timeout() throws Exception {
    var closed = Promise.<Void>promise();
    int port = lab.serve(r -> r.connection().closeHandler(unused -> closed.tryComplete()));
    var e =
        assertThrows(
            HttpTimeoutException.class, () -> lab.get("http://public.test:" + port, SHORT));
    assertEquals(
        "GET http://public.test:" + port + "/ was not answered completely within 0.3 s",
        e.getMessage());
    closed.future().await(60, SECONDS);
  }

  @Test
  void a_body_that_drips_ends_at_the_limit_of_the_service() throws Exception {
    try (var hasty =
        new EgressLab(
            usual -> EgressLab.limited(usual.breaker(), usual.maxConcurrentPerHost(), SHORT))) {
      var closed = Promise.<Void>promise();
      int port =
          hasty.serve(
              request -> {
                request.response().setChunked(true).write("first");
                long drip = hasty.vertx.setPeriodic(20, id -> request.response().write("."));
                request
                    .connection()
                    .closeHandler(
                        unused -> {
                          hasty.vertx.cancelTimer(drip);
                          closed.tryComplete();
                        });
              });
      var e =
          assertThrows(
              HttpTimeoutException.class,
              () -> hasty.get("http://public.test:" + port, Duration.ofHours(1)));
      assertTrue(String.valueOf(e.getMessage()).endsWith("within 0.3 s"));
      closed.future().await(60, SECONDS);
    }
  }

  @Test
  void redirects_share_one_limit_of_time() throws Exception {
    int port =
        lab.serve(
            r -> {
              if (r.path().equals("/")) {
                r.response().setStatusCode(302).putHeader("location", "/hang").end();
              }
            });
    assertThrows(HttpTimeoutException.class, () -> lab.get("http://public.test:" + port, SHORT));
  }

  @Test
  void interruption_ends_a_call_at_once_and_resets_the_exchange() throws Exception {
    var arrived = new CountDownLatch(1);
    var closed = Promise.<Void>promise();
    int port =
        lab.serve(
            request -> {
              request.connection().closeHandler(unused -> closed.tryComplete());
              request.response().setChunked(true).write("half of it");
              arrived.countDown();
            });
    var ended = interrupted(() -> lab.get("http://public.test:" + port), arrived);
    assertEquals(InterruptedException.class, ended.get(60, SECONDS).getClass());
    closed.future().await(60, SECONDS);
  }

  @Test
  void interruption_ends_a_connection_attempt_at_once() throws Exception {
    var connected = new CountDownLatch(1);
    int port =
        lab.vertx
            .createNetServer()
            .connectHandler(neverShakesHands -> connected.countDown())
            .listen(0, "127.0.0.1")
            .await(60, SECONDS)
            .actualPort();
    var ended = interrupted(() -> lab.get("https://public.test:" + port), connected);
    assertEquals(InterruptedException.class, ended.get(60, SECONDS).getClass());
  }

  @Test
  void interruption_ends_a_lookup_at_once() throws Exception {
    var asked = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    Resolver hanging =
        host -> {
          asked.countDown();
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return List.of(InetAddress.getLoopbackAddress());
        };
    var surroundings = new Egress.Surroundings(hanging, InstantSource.system(), null);
    var egress = new Egress(lab.vertx, EgressSettings.USUAL, Directory.NONE, surroundings);
    var request = HttpRequest.newBuilder(URI.create("http://public.test")).build();
    var ended = interrupted(() -> egress.send(request), asked);
    assertEquals(InterruptedException.class, ended.get(60, SECONDS).getClass());
    never.countDown();
    egress.close().await(60, SECONDS);
  }

  @Test
  void a_refused_connection_says_what_failed() throws Exception {
    int port = lab.deadPort();
    var e = assertThrows(IOException.class, () -> lab.get("http://public.test:" + port));
    assertFalse(e instanceof Http.Refused);
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("GET http://public.test:" + port + "/ failed: "), message);
    assertTrue(message.toLowerCase(Locale.ROOT).contains("refused"), message);
  }

  private static CompletableFuture<Throwable> interrupted(Callable<?> call, CountDownLatch when)
      throws InterruptedException {
    var ended = new CompletableFuture<Throwable>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    ended.complete(new AssertionError("answered: " + call.call()));
                  } catch (Exception e) {
                    ended.complete(e);
                  }
                });
    assertTrue(when.await(60, SECONDS));
    caller.interrupt();
    return ended;
  }

  private static void sendGzip(HttpServerRequest request, byte[] packed) {
    if (request.headers().contains("accept-encoding", "gzip", true)) {
      request.response().putHeader("content-encoding", "gzip").end(Buffer.buffer(packed));
    } else {
      request.response().setStatusCode(406).end();
    }
  }

  private static byte[] zipped(byte[] plain) {
    var packed = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(packed)) {
      zip.write(plain);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return packed.toByteArray();
  }
}
