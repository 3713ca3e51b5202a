package dev.errand.api.identity;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keys that signatures are checked with, each for one algorithm alone: a token that names another
 * is refused before any key is tried, so that no public key is ever taken for a secret.
 * Thread-safe.
 */
final class KeyRing {

  private static final Map<String, String> BY_KIND =
      Map.of("RSA", "RS256", "EC", "ES256", "EdDSA", "EdDSA");

  /** Of a modulus of 2,048 bits in base64url. */
  private static final int RSA_LENGTH = 342;

  private final JWTAuth auth;
  private final Set<String> algorithms;
  private final Set<String> ids;

  private KeyRing(Vertx vertx, JWTAuthOptions keys, Set<String> algorithms, Set<String> ids) {
    // What the token says of times, issuer and audience is checked by TokenCheck, by its own clock.
    auth = JWTAuth.create(vertx, keys.setJWTOptions(new JWTOptions().setIgnoreExpiration(true)));
    this.algorithms = Set.copyOf(algorithms);
    this.ids = Set.copyOf(ids);
  }

  /** Of a text that {@link JwtSettings.PublicKeys} describes. */
  static KeyRing ofPublicKeys(Vertx vertx, String text) {
    try {
      return text.stripLeading().startsWith("{")
          ? ofJwks(vertx, new JsonObject(text))
          : ofPem(vertx, text);
    } catch (DecodeException broken) {
      throw new IllegalArgumentException("the JWK set is not JSON", broken);
    }
  }

  /** Of a secret, for HS256. */
  static KeyRing ofSecret(Vertx vertx, String secret) {
    var key = new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(secret);
    return new KeyRing(vertx, new JWTAuthOptions().addPubSecKey(key), Set.of("HS256"), Set.of());
  }

  /**
   * Of the keys in a JWK set, or of a single JWK, that can be used: those for RS256 with 2,048 bits
   * or more, ES256, and EdDSA with Ed25519.
   *
   * @throws IllegalArgumentException if there is none
   */
  static KeyRing ofJwks(Vertx vertx, JsonObject set) {
    var options = new JWTAuthOptions();
    var algorithms = new HashSet<String>();
    var ids = new HashSet<String>();
    for (var each : set.getJsonArray("keys", new JsonArray().add(set))) {
      var algorithm = each instanceof JsonObject key ? algorithm(key) : null;
      if (algorithm != null) {
        var key = ((JsonObject) each).copy().put("alg", algorithm);
        options.addJwk(key);
        algorithms.add(algorithm);
        if (key.getValue("kid") instanceof String id) {
          ids.add(id);
        }
      }
    }
    if (algorithms.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no key for RS256 (2,048 bits or more), ES256 or EdDSA (Ed25519)");
    }
    return new KeyRing(vertx, options, algorithms, ids);
  }

  private static @Nullable String algorithm(JsonObject key) {
    if (!"sig".equals(key.getValue("use", "sig"))) {
      return null;
    }
    var algorithm =
        switch (key.getString("kty", "")) {
          case "RSA" -> key.getString("n", "").length() >= RSA_LENGTH ? "RS256" : null;
          case "EC" -> "P-256".equals(key.getValue("crv")) ? "ES256" : null;
          case "OKP" -> "Ed25519".equals(key.getValue("crv")) ? "EdDSA" : null;
          default -> null;
        };
    return key.getValue("alg", algorithm) instanceof String said && said.equals(algorithm)
        ? algorithm
        : null;
  }

  private static KeyRing ofPem(Vertx vertx, String pem) {
    var der =
        Base64.getMimeDecoder()
            .decode(pem.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "").strip());
    var algorithm =
        BY_KIND.keySet().stream()
            .filter(kind -> isOf(kind, der))
            .map(BY_KIND::get)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "it is neither a JWK set nor a PUBLIC KEY in PEM"));
    var key = new PubSecKeyOptions().setAlgorithm(algorithm).setBuffer(pem);
    return new KeyRing(vertx, new JWTAuthOptions().addPubSecKey(key), Set.of(algorithm), Set.of());
  }

  private static boolean isOf(String kind, byte[] der) {
    try {
      KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der));
      return true;
    } catch (GeneralSecurityException otherKind) {
      return false;
    }
  }

  /** True if one of its keys has this name; without a name, if there is any key. */
  boolean contains(@Nullable String id) {
    return id == null || ids.isEmpty() || ids.contains(id);
  }

  /** True if it has keys for an algorithm. */
  boolean speaks(String algorithm) {
    return algorithms.contains(algorithm);
  }

  /** Succeeds if one of its keys has signed a token. */
  Future<Void> verify(String token) {
    // Claims of a wrong kind make it throw.
    return Future.succeededFuture()
        .compose(checking -> auth.authenticate(new TokenCredentials(token)))
        .mapEmpty();
  }
}
