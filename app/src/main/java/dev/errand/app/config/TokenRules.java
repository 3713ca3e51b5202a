package dev.errand.app.config;

import static dev.errand.app.config.Settings.JWT_AUDIENCE;
import static dev.errand.app.config.Settings.JWT_ISSUER;
import static dev.errand.app.config.Settings.JWT_JWKS_URL;
import static dev.errand.app.config.Settings.JWT_KEY_FILE;
import static dev.errand.app.config.Settings.JWT_SECRET;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What {@code AUTH_MODE=jwt} needs, so that no token of somebody else is taken for one. */
final class TokenRules {

  /** HS256 wants a secret as long as its hash (RFC 7518, 3.2). */
  private static final int SECRET_BYTES = 32;

  private TokenRules() {}

  static void check(Config config, List<String> mistakes) {
    long sources =
        Stream.of(JWT_JWKS_URL, JWT_KEY_FILE, JWT_SECRET)
            .filter(setting -> config.find(setting).isPresent())
            .count();
    if (sources != 1) {
      mistakes.add(
          "AUTH_MODE=jwt needs one of JWT_JWKS_URL, JWT_KEY_FILE and JWT_SECRET, but %d are set"
              .formatted(sources));
    }
    for (Setting<String> needed : List.of(JWT_ISSUER, JWT_AUDIENCE)) {
      if (config.find(needed).isEmpty()) {
        mistakes.add(
            "AUTH_MODE=jwt needs %s: otherwise tokens made for others would be taken"
                .formatted(needed.name()));
      }
    }
    config.find(JWT_SECRET).ifPresent(secret -> checkSecret(secret, mistakes));
  }

  private static void checkSecret(String secret, List<String> mistakes) {
    if (secret.contains("-----BEGIN")) {
      mistakes.add(
          "JWT_SECRET is a key, which others may know; put a public key into JWT_KEY_FILE");
    } else if (secret.getBytes(StandardCharsets.UTF_8).length < SECRET_BYTES) {
      mistakes.add("JWT_SECRET must have at least %d bytes".formatted(SECRET_BYTES));
    }
  }
}
