package dev.errand.api.identity;

import dev.errand.api.problem.HttpProblem;
import dev.errand.core.apikey.ApiKey;
import dev.errand.core.apikey.ApiKeyCommand.UseApiKey;
import dev.errand.core.apikey.ApiKeySecret;
import dev.errand.core.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checks API keys, and remembers them for a second, so that a worker which calls all the time costs
 * the database one look-up a second. Thread-safe.
 */
public final class ApiKeyCheck {

  /** How long a key still works that was revoked on another node. */
  static final Duration REMEMBERED = Duration.ofSeconds(1);

  private static final int MOST = 10_000;
  private static final int LENGTH = ApiKeySecret.PREFIX.length() + 43;

  private final Bus bus;
  private final InstantSource clock;

  /** By the hashes of their secrets; the oldest first. Guarded by itself, as is the number. */
  private final Map<Buffer, Known> known = new LinkedHashMap<>();

  private int revocations;

  ApiKeyCheck(Bus bus, InstantSource clock) {
    this.bus = bus;
    this.clock = clock;
  }

  private record Known(ApiKey key, Instant until) {}

  /** The key that a secret opens; fails with 401 if that is none, or not any more. */
  Future<ApiKey> check(String secret) {
    if (secret.length() != LENGTH) {
      return Future.failedFuture(unknown());
    }
    var hash = ApiKeySecret.hash(secret);
    var remembered = remembered(hash);
    return (remembered == null ? ask(hash) : Future.succeededFuture(remembered))
        .map(this::requireValid);
  }

  /** Forgets a key that was revoked, so that nobody on this node takes it from now on. */
  public void forget(UUID id) {
    synchronized (known) {
      revocations++;
      known.values().removeIf(each -> each.key().id().equals(id));
    }
  }

  private @Nullable ApiKey remembered(Buffer hash) {
    synchronized (known) {
      var found = known.get(hash);
      return found != null && clock.instant().isBefore(found.until()) ? found.key() : null;
    }
  }

  private Future<ApiKey> ask(Buffer hash) {
    int before = revocations();
    return bus.request(new UseApiKey(hash))
        .map(
            found -> {
              var key = found.orElseThrow(ApiKeyCheck::unknown);
              remember(hash, key, before);
              return key;
            });
  }

  private int revocations() {
    synchronized (known) {
      return revocations;
    }
  }

  /** Not if a key was revoked meanwhile: it may be this one, read before. */
  private void remember(Buffer hash, ApiKey key, int before) {
    synchronized (known) {
      if (revocations != before) {
        return;
      }
      known.remove(hash);
      if (known.size() == MOST) {
        known.remove(known.keySet().iterator().next());
      }
      known.put(hash, new Known(key, clock.instant().plus(REMEMBERED)));
    }
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
