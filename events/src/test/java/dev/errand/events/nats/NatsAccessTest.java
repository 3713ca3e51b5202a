package dev.errand.events.nats;

import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.events.testing.NatsServer;
import io.nats.client.NKey;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How the service proves itself, to a real server that asks for it. */
@ExtendWith(VertxExtension.class)
class NatsAccessTest {

  private static final NatsAccess.Tls NO_TLS = NatsAccess.OPEN.tls();
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path folder = Path.of("");

  private static NatsAccess user(String user, String password) {
    return new NatsAccess(user, password, null, null, null, NO_TLS);
  }

  /** Connected, or what was wrong. */
  private static @Nullable String tried(Vertx vertx, URI server, NatsAccess access) {
    var status = new NatsStatus();
    var settings =
        new NatsSettings(
            List.of(server), access, "test", Duration.ofMillis(50), NatsSettings.Stream.USUAL);
    var link = NatsLink.to(vertx, settings, status);
    link.open();
    eventually("an answer", () -> status.connected() || status.lastError() != null);
    var error = status.connected() ? null : status.lastError();
    link.close();
    return error;
  }

  @Test
  void a_user_with_the_password_is_let_in_and_others_are_not(Vertx vertx) {
    try (var nats = NatsServer.started("authorization { user: errand, password: secret }")) {
      assertEquals(null, tried(vertx, nats.url(), user("errand", "secret")));
      var refused = String.valueOf(tried(vertx, nats.url(), user("errand", "other")));
      assertTrue(refused.contains("Authorization Violation"), refused);
      assertFalse(refused.contains("other"), refused);
    }
  }

  @Test
  void a_token_is_enough(Vertx vertx) {
    try (var nats = NatsServer.started("authorization { token: t0ken }")) {
      var access = new NatsAccess(null, null, "t0ken", null, null, NO_TLS);
      assertEquals(null, tried(vertx, nats.url(), access));
    }
  }

  @Test
  void a_seed_proves_the_nkey(Vertx vertx) throws Exception {
    var key = NKey.createUser(new SecureRandom());
    var seed = Files.writeString(folder.resolve("errand.nk"), new String(key.getSeed()) + "\n");
    var config =
        "authorization { users: [ { nkey: %s } ] }".formatted(new String(key.getPublicKey()));
    try (var nats = NatsServer.started(config)) {
      var access = new NatsAccess(null, null, null, seed, null, NO_TLS);
      assertEquals(null, tried(vertx, nats.url(), access));
      var other = NKey.createUser(new SecureRandom());
      Files.writeString(seed, new String(other.getSeed()));
      assertTrue(String.valueOf(tried(vertx, nats.url(), access)).contains("Authorization"));
      Files.writeString(seed, "nothing");
      assertTrue(String.valueOf(tried(vertx, nats.url(), access)).contains("seed of a user"));
    }
  }

  @Test
  void a_private_authority_is_trusted_and_shown_a_certificate(Vertx vertx) throws Exception {
    makeCertificate();
    var certificate = folder.resolve("cert.pem");
    var key = folder.resolve("key.pem");
    var config =
        "tls { cert_file: '%s', key_file: '%s', ca_file: '%s', verify: true }"
            .formatted(certificate, key, certificate);
    try (var nats = NatsServer.started(config)) {
      var server = URI.create("tls://127.0.0.1:" + nats.url().getPort());
      var both = new NatsAccess.Tls(certificate, certificate, key);
      assertEquals(null, tried(vertx, server, with(both)));
      assertTrue(tried(vertx, server, with(NO_TLS)) != null);
      var missing = new NatsAccess.Tls(folder.resolve("none.pem"), null, null);
      var refused = String.valueOf(tried(vertx, server, with(missing)));
      assertTrue(refused.contains("none.pem"), refused);
    }
  }

  private static NatsAccess with(NatsAccess.Tls tls) {
    return new NatsAccess(null, null, null, null, null, tls);
  }

  /** Of its own authority, for the loopback address, as PEM. */
  private void makeCertificate()
      throws IOException, InterruptedException, GeneralSecurityException {
    var store = folder.resolve("store.p12");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "nats",
                "-dname",
                "CN=nats",
                "-ext",
                "san=ip:127.0.0.1",
                "-ext",
                "bc:critical=ca:true",
                "-validity",
                "3650",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertTrue(keytool.waitFor(60, TimeUnit.SECONDS));
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    pem("cert.pem", "CERTIFICATE", keys.getCertificate("nats").getEncoded());
    pem("key.pem", "PRIVATE KEY", keys.getKey("nats", PASSWORD).getEncoded());
  }

  private void pem(String name, String kind, byte[] content) throws IOException {
    var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        folder.resolve(name),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind));
  }
}
