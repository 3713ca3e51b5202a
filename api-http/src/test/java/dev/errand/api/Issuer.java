package dev.errand.api;

import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs tokens with the JDK alone, and publishes its keys over HTTP. */
public final class Issuer {

  private static final Map<String, String> SIGNATURES =
      Map.of("RS256", "SHA256withRSA", "ES256", "SHA256withECDSAinP1363Format", "EdDSA", "Ed25519");

  final AtomicInteger fetches = new AtomicInteger();
  final HttpServer server;
  volatile JsonArray keys = new JsonArray();
  volatile int status = 200;

  Issuer(Vertx vertx) {
    server =
        CoreFixture.await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      fetches.incrementAndGet();
                      request
                          .response()
                          .setStatusCode(status)
                          .end(new JsonObject().put("keys", keys).toBuffer());
                    })
                .listen(0, "127.0.0.1"));
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/jwks.json");
  }

  public static KeyPair pair(String algorithm) {
    try {
      var generator =
          KeyPairGenerator.getInstance(
              switch (algorithm) {
                case "RS256" -> "RSA";
                case "ES256" -> "EC";
                default -> "Ed25519";
              });
      if (!algorithm.equals("EdDSA")) {
        generator.initialize(algorithm.equals("ES256") ? 256 : 2048);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static JsonObject jwk(String id, KeyPair pair) {
    var jwk = new JsonObject().put("kid", id).put("use", "sig");
    return switch (pair.getPublic()) {
      case RSAPublicKey rsa ->
          jwk.put("kty", "RSA")
              .put("n", unsigned(rsa.getModulus(), 256))
              .put("e", unsigned(rsa.getPublicExponent(), 3));
      case ECPublicKey ec ->
          jwk.put("kty", "EC")
              .put("crv", "P-256")
              .put("x", unsigned(ec.getW().getAffineX(), 32))
              .put("y", unsigned(ec.getW().getAffineY(), 32));
      default -> {
        var der = pair.getPublic().getEncoded();
        yield jwk.put("kty", "OKP")
            .put("crv", "Ed25519")
            .put("x", base64(Arrays.copyOfRange(der, der.length - 32, der.length)));
      }
    };
  }

  public static String pem(KeyPair pair) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  public static String signed(JsonObject header, JsonObject claims, KeyPair pair) {
    var signing = head(header, claims);
    try {
      var signature = Signature.getInstance(SIGNATURES.get(header.getString("alg")));
      signature.initSign(pair.getPrivate());
      signature.update(signing.getBytes(StandardCharsets.US_ASCII));
      return signing + '.' + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static String signed(JsonObject header, JsonObject claims, String secret) {
    var signing = head(header, claims);
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return signing + '.' + base64(mac.doFinal(signing.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static String head(JsonObject header, JsonObject claims) {
    return base64(header.toBuffer().getBytes()) + '.' + base64(claims.toBuffer().getBytes());
  }

  private static String unsigned(BigInteger number, int length) {
    var bytes = number.toByteArray();
    var exact = new byte[length];
    int from = Math.max(0, bytes.length - length);
    int count = bytes.length - from;
    System.arraycopy(bytes, from, exact, length - count, count);
    return base64(exact);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
