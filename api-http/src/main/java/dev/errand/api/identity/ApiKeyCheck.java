package dev.errand.api.identity;

import dev.errand.api.problem.HttpProblem;
import dev.errand.core.apikey.ApiKey;
import dev.errand.core.apikey.ApiKeyCommand.UseApiKey;
import dev.errand.core.apikey.ApiKeySecret;
import dev.errand.core.bus.Bus;
import dev.errand.core.memory.Memory;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Checks API keys, and remembers them for a second, so that a worker which calls all the time costs
 * the database one look-up a second. Thread-safe.
 */
public final class ApiKeyCheck {

  /** How long a key still works that was revoked on another node. */
  static final Duration REMEMBERED = Duration.ofSeconds(1);

  private static final int LENGTH = ApiKeySecret.PREFIX.length() + 43;

  private final Bus bus;
  private final InstantSource clock;

  /** By the hashes of their secrets. */
  private final Memory<Buffer, ApiKey> keys;

  ApiKeyCheck(Bus bus, InstantSource clock) {
    this.bus = bus;
    this.clock = clock;
    keys = new Memory<>(REMEMBERED, clock);
  }

  /** The key that a secret opens; fails with 401 if that is none, or not any more. */
  Future<ApiKey> check(String secret) {
    if (secret.length() != LENGTH) {
      return Future.failedFuture(unknown());
    }
    var hash = ApiKeySecret.hash(secret);
    return keys.of(
            hash,
            () ->
                bus.request(new UseApiKey(hash))
                    .map(found -> found.orElseThrow(ApiKeyCheck::unknown)))
        .map(this::requireValid);
  }

  /** Forgets a key that was revoked, so that nobody on this node takes it from now on. */
  public void forget(UUID id) {
    keys.forget((hash, key) -> key.id().equals(id));
  }

  private ApiKey requireValid(ApiKey key) {
    if (!key.isValidAt(clock.instant())) {
      throw HttpProblem.badToken(
          key.revocation() == null ? "The API key has expired" : "The API key has been revoked");
    }
    return key;
  }

  private static HttpProblem unknown() {
    return HttpProblem.badToken("There is no such API key");
  }
}
