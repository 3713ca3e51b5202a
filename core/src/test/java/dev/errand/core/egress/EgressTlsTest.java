package dev.errand.core.egress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.Http;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EgressTlsTest {

  private static final String PASSWORD = "only-for-this-test";

  @TempDir static Path folder;

  private static PfxOptions keys = new PfxOptions();

  @BeforeAll
  static void makeCertificate() throws Exception {
    Path store = folder.resolve("keys.p12");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "server",
                "-dname",
                "CN=public.test",
                "-ext",
                "san=dns:public.test",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertTrue(keytool.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, keytool.exitValue());
    keys = new PfxOptions().setPath(store.toString()).setPassword(PASSWORD);
  }

  private static HttpServerOptions tls() {
    return new HttpServerOptions().setSsl(true).setSni(true).setKeyCertOptions(keys);
  }

  private static EgressLab lab(boolean trusting) {
    return new EgressLab(EgressLab.PUBLIC, Directory.NONE, trusting ? keys : null);
  }

  @Test
  void server_name_and_certificate_go_by_the_name_though_the_address_is_pinned() throws Exception {
    try (var lab = lab(true)) {
      int port =
          lab.serve(
              tls(),
              r -> r.response().end(r.authority() + " " + r.connection().indicatedServerName()));
      var answer = lab.get("https://public.test:" + port + "/");
      assertEquals("public.test:" + port + " public.test", new String(answer.body(), UTF_8));
    }
  }

  @Test
  void a_certificate_for_another_name_is_not_accepted() throws Exception {
    try (var lab = lab(true)) {
      int port = lab.serve(tls(), r -> r.response().end());
      var e = assertThrows(IOException.class, () -> lab.get("https://other.test:" + port + "/"));
      assertFalse(e instanceof Http.Refused);
      assertTrue(String.valueOf(e.getMessage()).contains("other.test"), e.getMessage());
    }
  }

  @Test
  void a_certificate_of_an_unknown_authority_is_not_accepted() throws Exception {
    try (var lab = lab(false)) {
      int port = lab.serve(tls(), r -> r.response().end());
      assertThrows(IOException.class, () -> lab.get("https://public.test:" + port + "/"));
    }
  }

  @Test
  void encryption_is_never_given_up_by_a_redirect() throws Exception {
    try (var lab = lab(true)) {
      int plain = lab.serve(r -> r.response().end("plain"));
      String location = "http://public.test:" + plain + "/";
      int port =
          lab.serve(
              tls(), r -> r.response().setStatusCode(302).putHeader("location", location).end());
      var e = assertThrows(Http.Refused.class, () -> lab.get("https://public.test:" + port + "/"));
      assertTrue(String.valueOf(e.getMessage()).endsWith("only https may follow https"));
    }
  }

  @Test
  void a_redirect_may_lead_to_encryption() throws Exception {
    try (var lab = lab(true)) {
      lab.names.put("public.test", List.of("127.0.0.1"));
      int secure = lab.serve(tls(), r -> r.response().end("secure"));
      String location = "https://public.test:" + secure + "/";
      int port =
          lab.serve(r -> r.response().setStatusCode(301).putHeader("location", location).end());
      assertEquals("secure", new String(lab.get("http://public.test:" + port + "/").body(), UTF_8));
    }
  }
}
