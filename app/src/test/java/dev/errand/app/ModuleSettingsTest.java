package dev.errand.app;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.api.identity.AccessSettings;
import dev.errand.api.identity.AccessSettings.Rates;
import dev.errand.api.identity.AccessSettings.Visibility;
import dev.errand.api.identity.JwtSettings;
import dev.errand.app.config.Config;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class ModuleSettingsTest {

  private static final String TOKENS =
      "auth_mode: jwt\njwt_issuer: issuer\njwt_audience: errand\njwt_tenant_claim: org.id\n";

  @TempDir private Path folder;

  private ModuleSettings settings(Vertx vertx, String yaml) throws Exception {
    var file = Files.writeString(folder.resolve("errand.yaml"), yaml);
    return new ModuleSettings(Config.load(vertx, file).await(60, SECONDS));
  }

  private static AccessSettings jwt(JwtSettings.Keys keys) {
    var claims = new JwtSettings.Claims("sub", "org.id", "roles", "level");
    return AccessSettings.jwt(new JwtSettings(keys, "issuer", "errand", claims));
  }

  @Test
  void hands_over_how_tokens_are_checked(Vertx vertx) throws Exception {
    var url = URI.create("https://issuer.example/jwks.json");
    assertEquals(
        jwt(new JwtSettings.JwksUrl(url)),
        settings(vertx, TOKENS + "jwt_jwks_url: " + url).access());
    var file = Files.writeString(folder.resolve("key.pem"), "a key");
    assertEquals(
        jwt(new JwtSettings.PublicKeys("a key")),
        settings(vertx, TOKENS + "jwt_key_file: " + file).access());
    var secret = "a secret of at least thirty-two bytes";
    assertEquals(
        jwt(new JwtSettings.Secret(secret)),
        settings(vertx, TOKENS + "jwt_secret: " + secret).access());
  }

  @Test
  void hands_over_whom_to_believe_and_how_often(Vertx vertx) throws Exception {
    assertEquals(AccessSettings.LOCAL, settings(vertx, "").access());
    assertEquals(
        AccessSettings.gateway(List.of("10.0.0.0/8"), "s3cret")
            .with(Visibility.OWNER)
            .with(new Rates(600, 60_000)),
        settings(
                vertx,
                """
                auth_mode: gateway
                trusted_proxies: [10.0.0.0/8]
                gateway_secret: s3cret
                task_visibility: owner
                rate_limit_user: 600
                rate_limit_key: 60000
                """)
            .access());
  }
}
