package dev.errand.api.identity;

import dev.errand.core.egress.Egress;
import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that an issuer publishes. They are fetched again when they are old, and when a token
 * names one that is not among them, though not more often than every 10 s, whatever tokens name.
 * While fetching fails the old ones stay. Thread-safe.
 */
final class JwksKeys implements TokenKeys {

  static final Duration OLD = Duration.ofMinutes(10);
  static final Duration BETWEEN_TRIES = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(JwksKeys.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final InstantSource clock;
  private final Egress egress;
  private final URI url;

  private @Nullable KeyRing ring;
  private Instant fetchedAt = Instant.MIN;
  private Instant triedAt = Instant.MIN;
  private @Nullable CompletableFuture<KeyRing> fetching;

  JwksKeys(IdentityMeans means, URI url) {
    vertx = means.vertx();
    clock = means.clock();
    egress = means.egress();
    this.url = url;
  }

  @Override
  public Future<KeyRing> ring(@Nullable String id) {
    CompletableFuture<KeyRing> coming;
    synchronized (this) {
      var known = ring;
      boolean suits = known != null && known.contains(id);
      boolean old = clock.instant().isAfter(fetchedAt.plus(OLD));
      if ((!suits || old) && fetching == null && mayTry()) {
        fetch();
      }
      coming = fetching;
      if (known != null && (suits || coming == null)) {
        return Future.succeededFuture(known);
      }
    }
    return coming == null
        ? Future.failedFuture(new Problem.Unavailable("The keys of tokens cannot be fetched"))
        : Future.fromCompletionStage(coming, vertx.getOrCreateContext());
  }

  private boolean mayTry() {
    return !clock.instant().isBefore(triedAt.plus(BETWEEN_TRIES));
  }

  private synchronized void fetch() {
    triedAt = clock.instant();
    var coming = new CompletableFuture<KeyRing>();
    fetching = coming;
    var request = HttpRequest.newBuilder(url).timeout(PATIENCE).build();
    egress
        .sendTrustedAsync(request)
        .map(this::read)
        .onComplete(fresh -> fetched(fresh, coming), failure -> failed(failure, coming));
  }

  private KeyRing read(HttpResponse<byte[]> response) {
    if (response.statusCode() != 200) {
      throw new IllegalArgumentException("the answer has status " + response.statusCode());
    }
    return KeyRing.ofJwks(vertx, new JsonObject(Buffer.buffer(response.body())));
  }

  private void fetched(KeyRing fresh, CompletableFuture<KeyRing> coming) {
    synchronized (this) {
      ring = fresh;
      fetchedAt = clock.instant();
      fetching = null;
    }
    coming.complete(fresh);
  }

  private void failed(Throwable failure, CompletableFuture<KeyRing> coming) {
    LOG.warn("The keys of tokens cannot be fetched from {}: {}", url, failure.toString());
    KeyRing old;
    synchronized (this) {
      old = ring;
      fetching = null;
    }
    if (old == null) {
      coming.completeExceptionally(new Problem.Unavailable("The keys of tokens cannot be fetched"));
    } else {
      coming.complete(old);
    }
  }
}
