package dev.errand.core.egress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.errand.executor.Http;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressAddressTest {

  private static final Iterable<String> TWICE = List.of("1", "2");

  private final EgressLab lab = new EgressLab();

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void calls_a_public_name_at_its_checked_address_and_tells_the_server_the_name() throws Exception {
    int port = lab.serve(EgressAddressTest::describe);
    var answer = lab.get("http://public.test:" + port + "/a%20b?c=d");
    assertEquals(200, answer.statusCode());
    assertEquals("GET /a%20b?c=d for public.test:" + port + ": ", body(answer));
    assertEquals("http://public.test:" + port + "/a%20b?c=d", answer.uri().toString());
    assertEquals(List.of("1", "2"), answer.headers().allValues("X-Twice"));
  }

  @Test
  void sends_method_headers_and_body() throws Exception {
    int port =
        lab.serve(
            request ->
                request
                    .body()
                    .onSuccess(
                        body ->
                            request
                                .response()
                                .end(
                                    "%s %s %s %s %s"
                                        .formatted(
                                            request.method(),
                                            request.headers().getAll("x-many"),
                                            request.getHeader("content-length"),
                                            request.getHeader("user-agent"),
                                            body))));
    var request =
        HttpRequest.newBuilder(URI.create("http://public.test:" + port))
            .header("X-Many", "a")
            .header("X-Many", "b")
            .PUT(BodyPublishers.ofString("grün"))
            .build();
    assertEquals("PUT [a, b] 5 Errand grün", body(lab.egress().send(request)));

    var empty =
        HttpRequest.newBuilder(URI.create("http://public.test:" + port))
            .POST(BodyPublishers.noBody())
            .build();
    assertEquals("POST [] 0 Errand ", body(lab.egress().send(empty)));
  }

  @Test
  void refuses_a_loopback_address_and_says_how_to_allow_it() {
    assertEquals(
        "http://127.0.0.2:9/ resolves to the loopback address 127.0.0.2, which tasks may not call; the operator can allow it with EGRESS_ALLOW",
        refusal("http://127.0.0.2:9/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://private.test/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]:8080/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[fd00:ec2::254]/"
      })
  void refuses_addresses_that_are_not_public(String url) {
    assertTrue(refusal(url).endsWith("the operator can allow it with EGRESS_ALLOW"));
  }

  @Test
  void refuses_the_local_machine_by_name_unless_it_is_allowed() {
    try (var strict = new EgressLab(unused -> EgressSettings.USUAL)) {
      var e = assertThrows(Http.Refused.class, () -> strict.get("https://LOCALHOST/"));
      String message = String.valueOf(e.getMessage());
      assertTrue(
          message.startsWith("https://localhost/ resolves to the loopback address"), message);
    }
  }

  @Test
  void calls_an_ipv6_address_written_in_brackets() throws Exception {
    assumeTrue(hasIpv6(), "this machine has no ::1");
    try (var six = new EgressLab(unused -> EgressSettings.USUAL.allowing(List.of("::1")))) {
      int port =
          six.vertx
              .createHttpServer()
              .requestHandler(EgressAddressTest::describe)
              .listen(0, "::1")
              .await(60, SECONDS)
              .actualPort();
      assertEquals("GET / for [::1]:" + port + ": ", body(six.get("http://[::1]:" + port)));
    }
  }

  private static boolean hasIpv6() throws Exception {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .anyMatch(address -> address.getAddress().length == 16 && address.isLoopbackAddress());
  }

  @Test
  void refuses_a_name_if_only_one_of_its_addresses_is_private() {
    lab.names.put("both.test", List.of("127.0.0.1", "10.0.0.1"));
    assertEquals(
        "http://both.test/ resolves to the private address 10.0.0.1, which tasks may not call; the operator can allow it with EGRESS_ALLOW",
        refusal("http://both.test/"));
  }

  @Test
  void a_name_that_changes_its_address_after_the_check_gains_nothing() throws Exception {
    int port =
        lab.serve(
            request -> {
              lab.names.put("rebinding.test", List.of("127.0.0.2"));
              request.response().end("served at " + request.localAddress().hostAddress());
            });
    lab.names.put("rebinding.test", List.of("127.0.0.1"));
    String url = "http://rebinding.test:" + port;
    assertEquals("served at 127.0.0.1", body(lab.get(url)));
    assertEquals(1, lab.lookups.get());
    assertTrue(refusal(url).contains("the loopback address 127.0.0.2"));
    assertEquals(2, lab.lookups.get());
  }

  @Test
  void allows_a_name_that_the_operator_lists_whatever_its_address() throws Exception {
    var settings = EgressSettings.USUAL.allowing(List.of("Public.Test"));
    try (var other = new EgressLab(unused -> settings)) {
      int port = other.serve(EgressAddressTest::describe);
      assertEquals(200, other.get("http://public.test:" + port).statusCode());
      assertThrows(Http.Refused.class, () -> other.get("http://other.test:" + port));
    }
  }

  @Test
  void goes_on_to_the_next_address_when_one_cannot_be_reached() throws Exception {
    var settings = EgressSettings.USUAL.allowing(List.of("127.0.0.0/8", "::1"));
    try (var other = new EgressLab(unused -> settings)) {
      int port = other.serve(EgressAddressTest::describe);
      other.names.put("several.test", List.of("127.0.0.3", "127.0.0.1"));
      assertEquals(200, other.get("http://several.test:" + port).statusCode());
    }
  }

  @Test
  void calls_a_trusted_url_whatever_its_address() throws Exception {
    var settings = EgressSettings.USUAL;
    try (var other = new EgressLab(unused -> settings)) {
      int port = other.serve(EgressAddressTest::describe);
      assertThrows(Http.Refused.class, () -> other.get("http://127.0.0.1:" + port));
      assertEquals(200, other.getTrusted("http://127.0.0.1:" + port).statusCode());
    }
  }

  @Test
  void says_which_name_cannot_be_resolved() {
    var e = assertThrows(IOException.class, () -> lab.get("http://nowhere.invalid/"));
    assertEquals("The host name nowhere.invalid cannot be resolved", e.getMessage());
  }

  @Test
  void finds_trusted_services_in_the_directory_and_nobody_else_does() throws Exception {
    var ports = new int[1];
    Directory directory =
        service ->
            service.equals("weather_service")
                ? Future.succeededFuture(SocketAddress.inetSocketAddress(ports[0], "127.0.0.1"))
                : Future.failedFuture(new IOException("no instance of " + service));
    try (var other = new EgressLab(EgressSettings.USUAL, directory, null)) {
      ports[0] = other.serve(EgressAddressTest::describe);
      String url = Directory.callable(URI.create("consul://Weather_Service/v1")).toString();
      assertEquals(
          "GET /v1/x for 127.0.0.1:" + ports[0] + ": ", body(other.getTrusted(url + "/x")));
      var untrusted = assertThrows(IOException.class, () -> other.get(url));
      assertTrue(String.valueOf(untrusted.getMessage()).endsWith("cannot be resolved"));
      String unknown = Directory.callable(URI.create("consul://unknown")).toString();
      var missing = assertThrows(IOException.class, () -> other.getTrusted(unknown));
      assertEquals("no instance of unknown", missing.getMessage());
    }
  }

  @Test
  void calls_the_next_instance_at_once_where_one_cannot_be_reached() throws Exception {
    var instances = new ArrayList<SocketAddress>();
    Directory directory =
        new Directory() {
          @Override
          public Future<SocketAddress> instanceOf(String service) {
            return Future.succeededFuture(instances.getFirst());
          }

          @Override
          public boolean leaveOut(String service, SocketAddress instance) {
            return instances.size() > 1 && instances.remove(instance);
          }
        };
    try (var other = new EgressLab(EgressSettings.USUAL, directory, null)) {
      int dead;
      try (var closed = new ServerSocket(0)) {
        dead = closed.getLocalPort();
      }
      instances.add(SocketAddress.inetSocketAddress(dead, "127.0.0.1"));
      instances.add(
          SocketAddress.inetSocketAddress(other.serve(EgressAddressTest::describe), "127.0.0.1"));
      var url = Directory.callable(URI.create("consul://weather")).toString();
      assertTrue(body(other.getTrusted(url + "/x")).startsWith("GET /x for 127.0.0.1:"));
      assertEquals(1, instances.size());
      instances.set(0, SocketAddress.inetSocketAddress(dead, "127.0.0.1"));
      var alone = assertThrows(IOException.class, () -> other.getTrusted(url));
      assertTrue(String.valueOf(alone.getMessage()).contains("failed"), alone::toString);
    }
  }

  @Test
  void without_a_directory_it_says_what_to_configure() {
    URI url = Directory.callable(URI.create("consul://weather"));
    var e = assertThrows(Http.Refused.class, () -> lab.getTrusted(url.toString()));
    assertEquals(
        "consul://weather cannot be looked up, since no Consul is configured: set CONSUL_HOST, or give the URL as http://host:port",
        e.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> Directory.callable(URI.create("consul://a.b")));
    assertEquals(URI.create("http://a.b/"), Directory.callable(URI.create("http://a.b/")));
  }

  @Test
  void event_loops_get_a_future_on_their_context_and_are_told_not_to_block() throws Exception {
    int port = lab.serve(EgressAddressTest::describe);
    var request = HttpRequest.newBuilder(URI.create("http://public.test:" + port)).build();
    var context = lab.vertx.getOrCreateContext();
    Future<String> seen =
        Future.future(
            promise ->
                context.runOnContext(
                    unused ->
                        lab.egress()
                            .sendAsync(request)
                            .map(
                                answer ->
                                    answer.statusCode()
                                        + " "
                                        + context.equals(Vertx.currentContext()))
                            .onComplete(promise)));
    assertEquals("200 true", seen.await(60, SECONDS));

    Future<String> blocked =
        Future.future(
            promise ->
                context.runOnContext(
                    unused ->
                        promise.complete(
                            String.valueOf(
                                assertThrows(
                                        IllegalStateException.class,
                                        () -> lab.egress().send(request))
                                    .getMessage()))));
    assertEquals(
        "send blocks, and may not be called on a Vert.x context: use sendAsync there",
        blocked.await(60, SECONDS));
    var refused =
        lab.egress().sendAsync(HttpRequest.newBuilder(URI.create("http://[::1]/")).build());
    assertThrows(Http.Refused.class, () -> refused.await(60, SECONDS));
  }

  private String refusal(String url) {
    return String.valueOf(assertThrows(Http.Refused.class, () -> lab.get(url)).getMessage());
  }

  private static void describe(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body ->
                request
                    .response()
                    .putHeader("x-twice", TWICE)
                    .end(
                        "%s %s for %s: %s"
                            .formatted(
                                request.method(), request.uri(), request.authority(), body)));
  }

  private static String body(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }
}
