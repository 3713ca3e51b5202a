package dev.errand.core.webhook;

import java.util.Base64;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Secrets as Standard Webhooks writes them: {@code whsec_} and 24 to 64 bytes in Base64. */
final class Secret {

  static final String PREFIX = "whsec_";

  private static final int BYTES = 32;
  private static final int FEWEST = 24;
  private static final int MOST = 64;

  private Secret() {}

  /** A new one; the random source must be fit for secrets. */
  static String fresh(RandomGenerator random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return PREFIX + Base64.getEncoder().encodeToString(bytes);
  }

  /** What is wrong with one that somebody has given; null if nothing is. */
  static @Nullable String objection(String secret) {
    var expected =
        "must be %s and the Base64 of %d to %d random bytes".formatted(PREFIX, FEWEST, MOST);
    if (!secret.startsWith(PREFIX)) {
      return expected;
    }
    try {
      int length = Base64.getDecoder().decode(secret.substring(PREFIX.length())).length;
      return length < FEWEST || length > MOST ? expected + ", not of " + length : null;
    } catch (IllegalArgumentException noBase64) {
      return expected;
    }
  }
}
