package dev.errand.core.egress;

import dev.errand.executor.Http;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Outgoing HTTP with the service's egress rules. Created once per process. The blocking calls are
 * for plain virtual threads and may be interrupted, which resets the exchange at once; code on a
 * Vert.x context, event loops above all, uses the asynchronous ones. A call that times out fails
 * with {@link HttpTimeoutException}, one that the rules forbid with {@link Http.Refused}, and one
 * whose host has too many others for too long with {@link Http.Busy}.
 */
public final class Egress implements Http {

  /** Below the 5 s after which common servers close an idle connection, perhaps under a request. */
  private static final int IDLE_SECONDS = 4;

  private static final int RESOLVER_THREADS = 32;
  private static final int MAX_HEADER_BYTES = 64 * 1024;

  /** What tests replace: the names, the time, and the authorities trusted with TLS. */
  record Surroundings(Resolver resolver, InstantSource clock, @Nullable TrustOptions trust) {
    static final Surroundings REAL =
        new Surroundings(Resolver.SYSTEM, InstantSource.system(), null);
  }

  private final Vertx vertx;
  private final EgressSettings settings;
  private final HttpClient client;
  private final WorkerExecutor resolverThreads;
  private final Lookup lookup;
  private final Line line;
  private final Hosts hosts;

  /**
   * A way out with the JDK's resolver, clock and certificate authorities.
   *
   * @param directory knows the services behind {@code consul://name}
   */
  public Egress(Vertx vertx, EgressSettings settings, Directory directory) {
    this(vertx, settings, directory, Surroundings.REAL);
  }

  Egress(Vertx vertx, EgressSettings settings, Directory directory, Surroundings surroundings) {
    this.vertx = vertx;
    this.settings = settings;
    this.client = client(vertx, settings, surroundings.trust());
    this.resolverThreads = vertx.createSharedWorkerExecutor("egress-resolver", RESOLVER_THREADS);
    this.lookup =
        new Lookup(
            new AddressRules(settings.allow()),
            surroundings.resolver(),
            directory,
            resolverThreads);
    this.line = new Line(client, settings);
    this.hosts = new Hosts(settings, surroundings.clock());
  }

  private static HttpClient client(
      Vertx vertx, EgressSettings settings, @Nullable TrustOptions trust) {
    var options =
        new HttpClientOptions()
            .setConnectTimeout((int) settings.connectTimeout().toMillis())
            .setSslHandshakeTimeout(settings.connectTimeout().toSeconds() + 1)
            .setKeepAliveTimeout(IDLE_SECONDS)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setVerifyHost(true);
    if (trust != null) {
      options.setTrustOptions(trust);
    }
    // Hosts keeps the limit: here nothing more should wait.
    var pool = new PoolOptions().setHttp1MaxSize(settings.maxConcurrentPerHost());
    return vertx.createHttpClient(options, pool);
  }

  @Override
  public HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    return call(request, false);
  }

  @Override
  public HttpResponse<byte[]> sendTrusted(HttpRequest request)
      throws IOException, InterruptedException {
    return call(request, true);
  }

  /** {@link #send} for code on a context; the future completes on the caller's context. */
  public Future<HttpResponse<byte[]>> sendAsync(HttpRequest request) {
    return onVirtualThread(() -> call(request, false));
  }

  /** {@link #sendTrusted} for code on a context; the future completes on the caller's context. */
  public Future<HttpResponse<byte[]>> sendTrustedAsync(HttpRequest request) {
    return onVirtualThread(() -> call(request, true));
  }

  /** How busy it is. */
  public EgressLoad load() {
    return hosts.load();
  }

  /** Breaks off the calls under way; further ones fail. */
  public Future<Void> close() {
    return client.close().eventually(resolverThreads::close);
  }

  private HttpResponse<byte[]> call(HttpRequest request, boolean trusted)
      throws IOException, InterruptedException {
    if (Vertx.currentContext() != null) {
      // The answer would be handed over on that context, which this call keeps busy.
      throw new IllegalStateException(
          "send blocks, and may not be called on a Vert.x context: use sendAsync there");
    }
    var deadline = Deadline.in(limit(request));
    try {
      return follow(request, trusted, deadline);
    } catch (TimeoutException e) {
      var timeout =
          new HttpTimeoutException(
              "%s %s was not answered completely within %s"
                  .formatted(request.method(), Target.of(request.uri()), deadline));
      timeout.initCause(e);
      throw timeout;
    }
  }

  private Duration limit(HttpRequest request) {
    Duration most = settings.totalTimeout();
    return request.timeout().filter(wanted -> wanted.compareTo(most) < 0).orElse(most);
  }

  private HttpResponse<byte[]> follow(HttpRequest request, boolean trusted, Deadline deadline)
      throws IOException, InterruptedException, TimeoutException {
    Hop hop = Hop.first(request, body(request, deadline), trusted);
    for (int redirects = 0; ; redirects++) {
      Reply reply = exchange(hop, deadline);
      Hop next = hop.redirectedBy(reply);
      if (next == null) {
        Reply plain = hop.gzip() ? reply.gunzipped(settings.maxBodyBytes(), hop.target()) : reply;
        return new Answer(request, hop.target().uri(), plain);
      }
      if (redirects == settings.maxRedirects()) {
        throw new Refused(
            settings.maxRedirects() == 0
                ? "%s answered with %d, and redirects are not followed"
                    .formatted(hop.target(), reply.status())
                : "%s redirects once more; %d redirects are followed and no more"
                    .formatted(hop.target(), settings.maxRedirects()));
      }
      hop = next;
    }
  }

  private static @Nullable Buffer body(HttpRequest request, Deadline deadline)
      throws IOException, InterruptedException, TimeoutException {
    var publisher = request.bodyPublisher();
    return publisher.isEmpty() ? null : deadline.await(RequestBody.of(publisher.get()));
  }

  private Reply exchange(Hop hop, Deadline deadline)
      throws IOException, InterruptedException, TimeoutException {
    while (true) {
      Lookup.Route route = lookup.route(hop, deadline);
      try {
        return exchange(hop, route, deadline);
      } catch (Unreached e) {
        if (!lookup.leavesOut(hop, route)) {
          throw e;
        }
      }
    }
  }

  private Reply exchange(Hop hop, Lookup.Route route, Deadline deadline)
      throws IOException, InterruptedException, TimeoutException {
    try (Hosts.Slot slot = hosts.enter(route.name(), deadline)) {
      long start = System.nanoTime();
      try {
        Reply reply = line.exchange(hop, route, deadline);
        slot.learnt(isOut(reply.status()) ? Breaker.Verdict.FAILED : Breaker.Verdict.WELL);
        return reply;
      } catch (Refused e) {
        slot.learnt(Breaker.Verdict.WELL);
        throw e;
      } catch (IOException e) {
        slot.learnt(Breaker.Verdict.FAILED);
        String message = "%s failed: %s".formatted(hop, e.getMessage());
        throw e instanceof Unreached ? new Unreached(message, e) : new IOException(message, e);
      } catch (TimeoutException e) {
        // A caller that gives a host less time than that says nothing about the host.
        boolean patient = System.nanoTime() - start >= settings.connectTimeout().toNanos();
        slot.learnt(patient ? Breaker.Verdict.FAILED : Breaker.Verdict.UNKNOWN);
        throw e;
      }
    }
  }

  /** What gateways say of a host that is down or swamped. */
  private static boolean isOut(int status) {
    return status == 502 || status == 503 || status == 504;
  }

  private Future<HttpResponse<byte[]>> onVirtualThread(Callable<HttpResponse<byte[]>> call) {
    var answer = new CompletableFuture<HttpResponse<byte[]>>();
    Thread.ofVirtual()
        .name("egress")
        .start(
            () -> {
              try {
                answer.complete(call.call());
              } catch (Throwable e) {
                answer.completeExceptionally(e);
              }
            });
    return Future.fromCompletionStage(answer, vertx.getOrCreateContext());
  }
}
