package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.api.identity.AccessSettings;
import dev.errand.api.identity.JwtSettings;
import dev.errand.api.identity.JwtSettings.Claims;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JwtTest {

  private static final KeyPair RSA = Issuer.pair("RS256");

  private static Vertx vertx;
  private static Issuer issuer;
  private static ApiFixture api;
  private static HttpResponse<Buffer> before;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    issuer = new Issuer(vertx);
    var keys = new JwtSettings.JwksUrl(issuer.url());
    var jwt = new JwtSettings(keys, "https://issuer.example", "errand", Claims.USUAL);
    api = new ApiFixture(AccessSettings.jwt(jwt), root -> {});
    // A set without a key is none.
    before =
        CoreFixture.await(
            api.client()
                .get("/api/v1/tasks")
                .putHeader("Authorization", "Bearer " + token("RS256", "a", RSA))
                .send());
  }

  @AfterAll
  static void stop() {
    api.close();
    CoreFixture.await(vertx.close());
  }

  @BeforeEach
  void publish() {
    issuer.keys = new JsonArray().add(Issuer.jwk("a", RSA));
    issuer.status = 200;
    awaitFresh();
  }

  /** A token that names an unknown key waits for the keys to be fetched again. */
  private static void awaitFresh() {
    int before = issuer.fetches.get();
    api.core.clock.advance(Duration.ofSeconds(10));
    call(api, token("RS256", "unheard", RSA)).send();
    assertTrue(issuer.fetches.get() > before);
  }

  private static JsonObject claims() {
    long now = api.core.clock.instant().getEpochSecond();
    return new JsonObject()
        .put("iss", "https://issuer.example")
        .put("aud", "errand")
        .put("sub", "ann")
        .put("tenant", "t1")
        .put("roles", new JsonArray().add("manager"))
        .put("exp", now + 300);
  }

  private static JsonObject header(String algorithm, String id) {
    return new JsonObject().put("alg", algorithm).put("typ", "JWT").put("kid", id);
  }

  private static String token(String algorithm, String id, KeyPair pair) {
    return Issuer.signed(header(algorithm, id), claims(), pair);
  }

  private static String token(JsonObject claims) {
    return Issuer.signed(header("RS256", "a"), claims, RSA);
  }

  private static Call call(ApiFixture api, String token) {
    return api.get("/tasks").header("Authorization", "Bearer " + token);
  }

  private static void refused(String token) {
    var reply = call(api, token).send().expect(401);
    assertEquals("invalid_token", reply.json().getString("code"));
    assertTrue(reply.header("WWW-Authenticate").startsWith("Bearer "));
  }

  @Test
  void takes_who_is_calling_from_the_token() {
    var made =
        api.post("/tasks", ApiFixture.todo("by token"))
            .header("Authorization", "Bearer " + token("RS256", "a", RSA))
            // Nobody checked these.
            .as("other", "bob")
            .send()
            .expect(201)
            .json();
    assertEquals("ann", made.getString("owner_id"));
    for (var roles : List.of("viewer", "offline_access")) {
      var viewer = token(claims().put("sub", "eve").put("roles", roles));
      api.post("/tasks", ApiFixture.todo("x"))
          .header("Authorization", "Bearer " + viewer)
          .send()
          .expect(403);
    }
    call(api, token(claims().put("aud", new JsonArray().add("x").add("errand"))))
        .send()
        .expect(200);
    var nobody = api.get("/tasks").as("t1", "ann").send().expect(401);
    assertTrue(nobody.header("WWW-Authenticate").startsWith("Bearer "));
    var noTenant = claims();
    noTenant.remove("tenant");
    var homeless = call(api, token(noTenant)).send().expect(400).json();
    assertEquals("tenant_required", homeless.getString("code"));
  }

  @Test
  void takes_keys_of_each_kind() {
    var ec = Issuer.pair("ES256");
    var ed = Issuer.pair("EdDSA");
    issuer.keys = new JsonArray().add(Issuer.jwk("ec", ec)).add(Issuer.jwk("ed", ed));
    awaitFresh();
    call(api, token("ES256", "ec", ec)).send().expect(200);
    call(api, token("EdDSA", "ed", ed)).send().expect(200);
    refused(token("ES256", "ec", Issuer.pair("ES256")));
    refused(token("EdDSA", "ed", Issuer.pair("EdDSA")));
  }

  @Test
  void follows_the_rotation_of_keys_without_asking_all_the_time() {
    var next = Issuer.pair("RS256");
    issuer.keys = new JsonArray().add(Issuer.jwk("b", next));
    int before = issuer.fetches.get();
    refused(token("RS256", "b", next));
    assertEquals(before, issuer.fetches.get(), "fetched less than 10 s ago");
    api.core.clock.advance(Duration.ofSeconds(10));
    call(api, token("RS256", "b", next)).send().expect(200);
    for (int i = 0; i < 5; i++) {
      refused(token("RS256", "made-up-" + i, next));
    }
    assertEquals(before + 1, issuer.fetches.get());
    refused(token("RS256", "a", RSA));
  }

  @Test
  void trusts_the_keys_it_knows_while_the_issuer_is_away() {
    issuer.status = 503;
    api.core.clock.advance(Duration.ofHours(1));
    int before = issuer.fetches.get();
    call(api, token("RS256", "a", RSA)).send().expect(200);
    refused(token("RS256", "b", Issuer.pair("RS256")));
    call(api, token("RS256", "a", RSA)).send().expect(200);
    assertEquals(before + 1, issuer.fetches.get());
  }

  @Test
  void answers_503_until_it_has_keys() {
    assertEquals(503, before.statusCode());
    assertEquals("1", before.getHeader("Retry-After"));
  }

  @Test
  void refuses_what_it_does_not_say_or_what_is_over() {
    long now = api.core.clock.instant().getEpochSecond();
    refused(token(claims().put("iss", "https://other.example")));
    refused(token(claims().put("aud", "another service")));
    refused(token(claims().put("exp", now - 30)));
    call(api, token(claims().put("exp", now - 29))).send().expect(200);
    refused(token(claims().put("nbf", now + 31)));
    call(api, token(claims().put("nbf", now + 30))).send().expect(200);
    refused(token(claims().put("nbf", "soon")));
    for (var needed : List.of("iss", "aud", "exp", "sub")) {
      var without = claims();
      without.remove(needed);
      refused(token(without));
    }
    refused(token(claims().put("sub", 7)));
    refused(token(claims().put("sub", "x".repeat(129))));
  }

  @Test
  void refuses_algorithms_that_its_keys_are_not_for() {
    var none = new JsonObject().put("alg", "none");
    refused(Issuer.head(none, claims()) + '.');
    refused(Issuer.head(none.copy().put("alg", "None"), claims()) + '.');
    refused(Issuer.head(new JsonObject(), claims()) + '.');
    for (var publicKey : List.of(Issuer.pem(RSA), Issuer.jwk("a", RSA).getString("n"))) {
      refused(Issuer.signed(header("HS256", "a"), claims(), publicKey));
    }
    // A key of its own, brought along.
    var thief = Issuer.pair("RS256");
    var own = header("RS256", "a").put("jwk", Issuer.jwk("a", thief));
    refused(Issuer.signed(own, claims(), thief));
    refused(token("RS256", "a", thief));
    refused(
        Issuer.signed(header("RS256", "a").put("crit", new JsonArray().add("x")), claims(), RSA));
    var parts = token("RS256", "a", RSA).split("\\.", -1);
    refused(parts[0] + '.' + Issuer.head(claims().put("sub", "bob"), none) + parts[2]);
    for (var text :
        List.of("x", "..", "a.b.c", "e30.e30.", "{}.{}.{}", parts[0] + "." + parts[1])) {
      refused(text);
    }
  }
}
