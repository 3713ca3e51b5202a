package dev.errand.api.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.api.Issuer;
import dev.errand.api.identity.JwtSettings.Claims;
import dev.errand.api.problem.HttpProblem;
import dev.errand.core.bus.Bus;
import dev.errand.core.egress.Directory;
import dev.errand.core.egress.Egress;
import dev.errand.core.egress.EgressSettings;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.TestClock;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With keys that do not change. */
class TokenCheckTest {

  private static final String SECRET = "a secret of at least thirty-two bytes";
  private static final Caller.Origin ORIGIN = new Caller.Origin("request-1", null);

  private final Vertx vertx = Vertx.vertx();
  private final TestClock clock = new TestClock();
  private final Egress egress = new Egress(vertx, EgressSettings.USUAL, Directory.NONE);
  private final IdentityMeans means = new IdentityMeans(vertx, new Bus(vertx), clock, egress);

  @AfterEach
  void stop() {
    CoreFixture.await(vertx.close());
  }

  private TokenCheck check(JwtSettings.Keys keys, Claims claims) {
    return TokenCheck.of(new JwtSettings(keys, "issuer", "errand", claims), means);
  }

  private TokenCheck check(JwtSettings.Keys keys) {
    return check(keys, Claims.USUAL);
  }

  private JsonObject claims() {
    return new JsonObject()
        .put("iss", "issuer")
        .put("aud", "errand")
        .put("sub", "ann")
        .put("tenant", "t1")
        .put("exp", clock.instant().getEpochSecond() + 300);
  }

  private static JsonObject header(String algorithm) {
    return new JsonObject().put("alg", algorithm);
  }

  private static Caller caller(TokenCheck check, String token) {
    return CoreFixture.await(check.check(token, ORIGIN));
  }

  private static void refused(TokenCheck check, String token) {
    assertThrows(HttpProblem.class, () -> caller(check, token));
  }

  @Test
  void takes_a_secret_and_claims_by_any_name() {
    var names = new Claims("https://x.example/user", "org.id", "realm_access.roles", "plan");
    var check = check(new JwtSettings.Secret(SECRET), names);
    var said =
        claims()
            .put("https://x.example/user", "bob")
            .put("org", new JsonObject().put("id", "acme"))
            .put("realm_access", new JsonObject().put("roles", new JsonArray().add("admin")))
            .put("plan", "Pro");
    assertEquals(
        new Caller("acme", "bob", Role.ADMIN, "pro", ORIGIN, Sight.ALL),
        caller(check, Issuer.signed(header("HS256"), said, SECRET)));
    refused(check, Issuer.signed(header("HS256"), said, "guessed"));
    refused(check, Issuer.signed(header("RS256"), said, Issuer.pair("RS256")));
  }

  @Test
  void takes_a_key_in_pem_for_its_algorithm_alone() {
    for (var algorithm : List.of("RS256", "ES256", "EdDSA")) {
      KeyPair pair = Issuer.pair(algorithm);
      var pem = Issuer.pem(pair);
      var check = check(new JwtSettings.PublicKeys(pem));
      var caller = caller(check, Issuer.signed(header(algorithm), claims(), pair));
      assertEquals(Role.TECHNICIAN, caller.role());
      for (var secret : List.of(pem, pem.strip())) {
        refused(check, Issuer.signed(header("HS256"), claims(), secret));
      }
    }
  }

  @Test
  void takes_a_key_set_in_a_file_without_the_keys_that_are_of_no_use() {
    var pair = Issuer.pair("ES256");
    var shared = new JsonObject().put("kty", "oct").put("k", "c2VjcmV0").put("alg", "HS256");
    var encryption = Issuer.jwk("e", Issuer.pair("RS256")).put("use", "enc");
    var set = new JsonArray().add(shared).add(encryption).add(Issuer.jwk("a", pair));
    var check = check(new JwtSettings.PublicKeys(new JsonObject().put("keys", set).encode()));
    caller(check, Issuer.signed(header("ES256").put("kid", "a"), claims(), pair));
    refused(check, Issuer.signed(header("HS256"), claims(), "secret"));
  }

  @Test
  void says_what_is_wrong_with_a_file_of_keys() {
    for (var text : List.of("{}", "{\"keys\": []}", "{", "no key at all")) {
      var keys = new JwtSettings.PublicKeys(text);
      var wrong = assertThrows(IllegalArgumentException.class, () -> check(keys), text);
      assertTrue(!String.valueOf(wrong.getMessage()).isEmpty());
    }
  }
}
