package dev.errand.core.apikey;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * The text of a key: {@code erk_} and 256 random bits. Nobody can guess one of them, so its plain
 * SHA-256 tells nothing of it; the slow hashes that passwords need would only slow each request.
 */
public final class ApiKeySecret {

  /** How every key begins, so that people and scanners for leaked secrets know one. */
  public static final String PREFIX = "erk_";

  private static final int BYTES = 32;

  private ApiKeySecret() {}

  /** A new one; the random source must be fit for secrets. */
  static String fresh(RandomGenerator random) {
    var bits = new byte[BYTES];
    random.nextBytes(bits);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  /** What of it is stored. */
  public static Buffer hash(String secret) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return Buffer.buffer(digest.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
