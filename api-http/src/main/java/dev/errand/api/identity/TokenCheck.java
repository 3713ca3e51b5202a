package dev.errand.api.identity;

import dev.errand.api.problem.HttpProblem;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks JSON Web Tokens (RFC 7519) as RFC 8725 advises: the keys decide about the algorithm, and a
 * token must say when it ends, whom it is from and whom it is for. Thread-safe.
 */
final class TokenCheck {

  /** How far the issuer's clock may be off. */
  static final Duration LEEWAY = Duration.ofSeconds(30);

  private static final int LONGEST = 12 * 1024;

  private final JwtSettings settings;
  private final TokenKeys keys;
  private final InstantSource clock;

  private TokenCheck(JwtSettings settings, TokenKeys keys, InstantSource clock) {
    this.settings = settings;
    this.keys = keys;
    this.clock = clock;
  }

  /** By the given rules; refuses keys that are none by an {@link IllegalArgumentException}. */
  static TokenCheck of(JwtSettings settings, IdentityMeans means) {
    return new TokenCheck(settings, keys(settings, means), means.clock());
  }

  private static TokenKeys keys(JwtSettings settings, IdentityMeans means) {
    return switch (settings.keys()) {
      case JwtSettings.JwksUrl jwks -> new JwksKeys(means, jwks.url());
      case JwtSettings.PublicKeys keys -> fixed(KeyRing.ofPublicKeys(means.vertx(), keys.text()));
      case JwtSettings.Secret secret -> fixed(KeyRing.ofSecret(means.vertx(), secret.text()));
    };
  }

  private static TokenKeys fixed(KeyRing ring) {
    return id -> Future.succeededFuture(ring);
  }

  /** Who has a token; fails with 401 if it proves nothing. */
  Future<Caller> check(String token, Caller.Origin origin) {
    var parts = token.split("\\.", -1);
    if (parts.length != 3 || token.length() > LONGEST) {
      throw HttpProblem.badToken("The token is neither a JWT nor an API key");
    }
    var header = decoded(parts[0]);
    if (header.containsKey("crit")) {
      throw HttpProblem.badToken("The token has critical headers, of which none is known here");
    }
    var algorithm = String.valueOf(header.getValue("alg"));
    return keys.ring(header.getValue("kid") instanceof String id ? id : null)
        .compose(ring -> verified(ring, token, algorithm))
        .map(verified -> caller(decoded(parts[1]), origin));
  }

  private static Future<Void> verified(KeyRing ring, String token, String algorithm) {
    if (!ring.speaks(algorithm)) {
      throw HttpProblem.badToken(
          "The token must not be signed by %s".formatted(algorithm.replaceAll("[^\\w-]", "?")));
    }
    return ring.verify(token)
        .recover(
            failure ->
                Future.failedFuture(
                    HttpProblem.badToken("The token is not signed by a key that is trusted here")));
  }

  private static JsonObject decoded(String part) {
    try {
      return new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(part)));
    } catch (IllegalArgumentException | DecodeException | ClassCastException notJson) {
      throw HttpProblem.badToken("The token is not a JWT: a part of it is not JSON in base64url");
    }
  }

  private Caller caller(JsonObject token, Caller.Origin origin) {
    requireTimes(token);
    requireParties(token);
    var names = settings.claims();
    var user = text(claim(token, names.user()));
    if (user == null) {
      throw HttpProblem.badToken("The token says nobody in its claim " + names.user());
    }
    var tenant = text(claim(token, names.tenant()));
    if (tenant == null) {
      throw HttpProblem.badRequest(
          "tenant_required", "The token names no tenant in its claim " + names.tenant());
    }
    var level = text(claim(token, names.level()));
    return new Caller(
        tenant,
        user,
        role(claim(token, names.roles())),
        level == null ? null : level.toLowerCase(Locale.ROOT),
        origin,
        Sight.ALL);
  }

  private void requireTimes(JsonObject token) {
    var now = clock.instant();
    if (!(token.getValue("exp") instanceof Number exp)) {
      throw HttpProblem.badToken("The token does not say when it expires (exp)");
    }
    if (!now.isBefore(at(exp).plus(LEEWAY))) {
      throw HttpProblem.badToken("The token has expired");
    }
    var begin = token.getValue("nbf");
    if (begin != null && !(begin instanceof Number nbf && !now.isBefore(at(nbf).minus(LEEWAY)))) {
      throw HttpProblem.badToken("The token is not valid yet (nbf)");
    }
  }

  /** Bounded, so that the leeway can be added. */
  private static Instant at(Number seconds) {
    return Instant.ofEpochSecond(Math.clamp(seconds.longValue(), 0, 1L << 40));
  }

  private void requireParties(JsonObject token) {
    if (!settings.issuer().equals(token.getValue("iss"))) {
      throw HttpProblem.badToken("The token is from another issuer (iss)");
    }
    var audience = token.getValue("aud");
    boolean meant =
        audience instanceof JsonArray many
            ? many.contains(settings.audience())
            : settings.audience().equals(audience);
    if (!meant) {
      throw HttpProblem.badToken("The token is for somebody else (aud)");
    }
  }

  private static Role role(@Nullable Object claim) {
    var words =
        switch (claim) {
          case null -> null;
          case JsonArray many -> String.join(",", many.stream().map(String::valueOf).toList());
          default -> claim.toString().replace(' ', ',');
        };
    return Headers.role(words).orElse(Role.TECHNICIAN);
  }

  /** A claim of this name, or else what its dots lead to. */
  private static @Nullable Object claim(JsonObject token, String name) {
    if (token.containsKey(name)) {
      return token.getValue(name);
    }
    int dot = name.indexOf('.');
    return dot > 0 && token.getValue(name.substring(0, dot)) instanceof JsonObject inner
        ? claim(inner, name.substring(dot + 1))
        : null;
  }

  private static @Nullable String text(@Nullable Object claim) {
    if (claim == null || claim.toString().isBlank()) {
      return null;
    }
    var text = claim.toString().strip();
    if (!(claim instanceof String) || !Headers.isName(text)) {
      throw HttpProblem.badToken(
          "A claim that names somebody must be a text of at most 128 characters");
    }
    return text;
  }
}
