package dev.errand.core.egress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.Http;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EgressRedirectTest {

  private final EgressLab lab = new EgressLab();

  @AfterEach
  void close() {
    lab.close();
  }

  /** {@code /301/there} redirects to {@code there} with 301; {@code /to?url} with 302. */
  private static void serve(HttpServerRequest request) {
    String path = request.path();
    if (path.startsWith("/to")) {
      request.response().setStatusCode(302).putHeader("location", request.query()).end();
    } else if (path.matches("/30\\d/.*")) {
      int status = Integer.parseInt(path.substring(1, 4));
      request.response().setStatusCode(status).putHeader("location", path.substring(4)).end();
    } else {
      request
          .body()
          .onSuccess(
              body ->
                  request
                      .response()
                      .end(
                          "%s %s auth=%s cookie=%s type=%s other=%s"
                              .formatted(
                                  request.method(),
                                  body,
                                  request.getHeader("authorization"),
                                  request.getHeader("cookie"),
                                  request.getHeader("content-type"),
                                  request.getHeader("x-other"))));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "301, POST, GET, ",
    "302, POST, GET, ",
    "303, POST, GET, ",
    "303, PUT, GET, ",
    "307, POST, POST, text",
    "308, POST, POST, text",
    "301, PUT, PUT, text",
    "302, DELETE, DELETE, text"
  })
  void follows_as_rfc_9110_says(int status, String method, String then, String body)
      throws Exception {
    int port = lab.serve(EgressRedirectTest::serve);
    var request = request("http://public.test:%d/%d/end".formatted(port, status));
    var answer = lab.egress().send(request.method(method, BodyPublishers.ofString("text")).build());
    assertEquals(
        "%s %s auth=a cookie=c type=%s other=o"
            .formatted(then, body == null ? "" : body, body == null ? "null" : "text/plain"),
        new String(answer.body(), UTF_8));
    assertEquals("http://public.test:" + port + "/end", answer.uri().toString());
  }

  @Test
  void drops_credentials_when_the_origin_changes() throws Exception {
    int port = lab.serve(EgressRedirectTest::serve);
    var request = request("http://public.test:%1$d/to?http://other.test:%1$d/end".formatted(port));
    assertEquals(
        "GET  auth=null cookie=null type=text/plain other=o",
        new String(lab.egress().send(request.build()).body(), UTF_8));
  }

  @Test
  void follows_three_redirects_and_no_more() throws Exception {
    int port = lab.serve(EgressRedirectTest::serve);
    String origin = "http://public.test:" + port;
    assertEquals(200, lab.get(origin + "/301/302/307/end").statusCode());
    var e = assertThrows(Http.Refused.class, () -> lab.get(origin + "/301/301/301/301/end"));
    assertEquals(
        origin + "/ redirects once more; 3 redirects are followed and no more", e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.2/, the loopback address 127.0.0.2",
    "http://private.test/, the loopback address 127.0.0.2",
    "http://169.254.169.254/, the cloud metadata address 169.254.169.254",
    "http://2130706433/, is no host",
    "http://127.1/, is no host",
    "http://user@public.test/, Authorization header",
    "file:///etc/passwd, only http and https"
  })
  void refuses_redirects_to_what_could_not_be_called_at_once(String location, String why)
      throws Exception {
    int port = lab.serve(EgressRedirectTest::serve);
    String url = "http://public.test:" + port + "/to?" + location;
    var e = assertThrows(Http.Refused.class, () -> lab.get(url));
    assertTrue(String.valueOf(e.getMessage()).contains(why), e.getMessage());
  }

  @Test
  void resolves_and_checks_the_name_anew_at_each_hop() throws Exception {
    int port =
        lab.serve(
            request -> {
              lab.names.put("public.test", List.of("127.0.0.2"));
              serve(request);
            });
    assertThrows(Http.Refused.class, () -> lab.get("http://public.test:" + port + "/301/end"));
  }

  @Test
  void trust_holds_for_the_given_origin_and_ends_when_it_is_left() throws Exception {
    try (var strict = new EgressLab(unused -> EgressSettings.USUAL)) {
      int port = strict.serve(EgressRedirectTest::serve);
      String origin = "http://127.0.0.1:" + port;
      assertEquals(200, strict.getTrusted(origin + "/301/302/end").statusCode());
      String elsewhere = origin + "/to?http://other.test:" + port + "/end";
      assertThrows(Http.Refused.class, () -> strict.getTrusted(elsewhere));
    }
  }

  @Test
  void hands_out_a_redirect_that_leads_nowhere() throws Exception {
    int port = lab.serve(request -> request.response().setStatusCode(302).end("none"));
    assertEquals(302, lab.get("http://public.test:" + port).statusCode());
    int notModified =
        lab.serve(r -> r.response().setStatusCode(304).putHeader("location", "/x").end());
    assertEquals(304, lab.get("http://public.test:" + notModified).statusCode());
  }

  private static HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url))
        .header("Authorization", "a")
        .header("Cookie", "c")
        .header("Content-Type", "text/plain")
        .header("X-Other", "o");
  }
}
