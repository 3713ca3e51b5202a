package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.api.identity.AccessSettings;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How bytes get to the API and back. */
class ServingTest {

  private static final String PASSWORD = "changeit";
  private static final String PAGE = "https://app.example";

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    var settings = new HttpSettings("127.0.0.1", 0, Duration.ofSeconds(10), null, List.of(PAGE));
    var gateway = AccessSettings.gateway(List.of("127.0.0.1"), null);
    api = new ApiFixture(settings, gateway, root -> {});
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private record Got(HttpClientResponse head, Buffer body) {}

  private static Got get(HttpClientOptions options, int port, @Nullable String encoding) {
    return ask(HttpMethod.GET, options, port, encoding);
  }

  private static Got ask(
      HttpMethod method, HttpClientOptions options, int port, @Nullable String encoding) {
    var client = api.core.vertx.createHttpClient(options);
    var wanted =
        new RequestOptions()
            .setMethod(method)
            .setHost("localhost")
            .setPort(port)
            .setURI("/openapi.json");
    if (encoding != null) {
      wanted.putHeader("Accept-Encoding", encoding);
    }
    return CoreFixture.await(
        client
            .request(wanted)
            .compose(request -> request.send())
            .compose(head -> head.body().map(body -> new Got(head, body))));
  }

  @Test
  void speaks_http_2_without_tls_by_upgrade_and_by_prior_knowledge() {
    for (var upgrade : List.of(true, false)) {
      var options =
          new HttpClientOptions()
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setHttp2ClearTextUpgrade(upgrade);
      var got = get(options, api.server.port(), null);
      assertEquals(HttpVersion.HTTP_2, got.head.version());
      assertEquals(200, got.head.statusCode());
      assertTrue(got.body.toJsonObject().containsKey("paths"));
      var head = ask(HttpMethod.HEAD, options, api.server.port(), null);
      assertEquals(0, head.body.length());
      assertEquals(got.head.getHeader("Content-Length"), head.head.getHeader("Content-Length"));
    }
  }

  @Test
  void compresses_for_those_who_ask() {
    var plain = get(new HttpClientOptions(), api.server.port(), null);
    var packed = get(new HttpClientOptions(), api.server.port(), "gzip");
    assertEquals("gzip", packed.head.getHeader("Content-Encoding"));
    assertTrue(packed.body.length() * 3 < plain.body.length());
  }

  private static void make(Path store) throws Exception {
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "errand",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertTrue(keytool.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, keytool.exitValue());
  }

  private static Path pem(Path folder, String kind, byte[] der) throws IOException {
    var text = Base64.getMimeEncoder().encodeToString(der);
    return Files.writeString(
        folder.resolve(kind + ".pem"),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind));
  }

  @Test
  void serves_over_tls(@TempDir Path folder) throws Exception {
    var store = folder.resolve("store.p12");
    make(store);
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    var certificate = pem(folder, "CERTIFICATE", keys.getCertificate("errand").getEncoded());
    var key =
        pem(folder, "PRIVATE KEY", keys.getKey("errand", PASSWORD.toCharArray()).getEncoded());
    var settings =
        new HttpSettings(
            "localhost",
            0,
            Duration.ofSeconds(10),
            new HttpSettings.Tls(certificate, key),
            List.of());
    try (var secure = new ApiFixture(settings, AccessSettings.LOCAL, root -> {})) {
      for (var version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
        var options =
            new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(version)
                .setTrustOptions(new PemTrustOptions().addCertPath(certificate.toString()));
        var got = get(options, secure.server.port(), null);
        assertEquals(version, got.head.version());
        assertEquals(200, got.head.statusCode());
      }
    }
  }

  @Test
  void lets_pages_of_the_named_origins_call() {
    var asked =
        api.call(HttpMethod.OPTIONS, "/tasks")
            .header("Origin", PAGE)
            .header("Access-Control-Request-Method", "PATCH")
            .header("Access-Control-Request-Headers", "authorization,if-match")
            .send()
            .expect(204);
    assertEquals(PAGE, asked.header("Access-Control-Allow-Origin"));
    assertTrue(asked.header("Access-Control-Allow-Methods").contains("PATCH"));
    assertTrue(asked.header("Access-Control-Allow-Headers").contains("If-Match"));
    var answered = api.get("/tasks").as("t1", "u").header("Origin", PAGE).send().expect(200);
    assertEquals(PAGE, answered.header("Access-Control-Allow-Origin"));
    assertTrue(answered.header("Access-Control-Expose-Headers").contains("ETag"));
    // A page must be able to read why it was refused.
    var refused = api.get("/tasks").header("Origin", PAGE).send().expect(400);
    assertEquals(PAGE, refused.header("Access-Control-Allow-Origin"));
  }

  @Test
  void says_nothing_to_pages_of_other_origins() {
    for (var other : List.of("https://evil.example", "null", "https://app.example.evil.example")) {
      var reply = api.get("/tasks").as("t1", "u").header("Origin", other).send().expect(200);
      assertFalse(reply.headers().contains("Access-Control-Allow-Origin"), other);
      assertEquals("Origin", reply.header("Vary"));
      var asked =
          api.call(HttpMethod.OPTIONS, "/tasks")
              .header("Origin", other)
              .header("Access-Control-Request-Method", "POST")
              .send();
      assertFalse(asked.headers().contains("Access-Control-Allow-Origin"), other);
    }
  }
}
