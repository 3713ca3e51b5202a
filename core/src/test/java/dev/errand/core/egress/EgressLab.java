package dev.errand.core.egress;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A small Internet of real servers: 127.0.0.1 is allowed and plays the public part of it, any other
 * address is as it is; names are what the test says, and the clock stands still.
 */
final class EgressLab implements AutoCloseable {

  static final EgressSettings PUBLIC = EgressSettings.USUAL.allowing(List.of("127.0.0.1"));

  final Vertx vertx = Vertx.vertx();
  final Map<String, List<String>> names = new ConcurrentHashMap<>();
  final AtomicInteger lookups = new AtomicInteger();
  volatile Instant now = Instant.parse("2026-03-01T08:00:00Z");
  private final Egress egress;

  EgressLab() {
    this(settings -> settings);
  }

  EgressLab(UnaryOperator<EgressSettings> change) {
    this(change.apply(PUBLIC), Directory.NONE, null);
  }

  EgressLab(EgressSettings settings, Directory directory, @Nullable TrustOptions trust) {
    names.put("public.test", List.of("127.0.0.1"));
    names.put("other.test", List.of("127.0.0.1"));
    names.put("private.test", List.of("127.0.0.2"));
    var surroundings = new Egress.Surroundings(this::resolve, () -> now, trust);
    this.egress = new Egress(vertx, settings, directory, surroundings);
  }

  private List<InetAddress> resolve(String host) throws UnknownHostException {
    lookups.incrementAndGet();
    List<String> known = names.get(host);
    if (known == null) {
      return List.of(InetAddress.getAllByName(host));
    }
    var addresses = new ArrayList<InetAddress>();
    for (String literal : known) {
      addresses.add(InetAddress.getByName(literal));
    }
    return addresses;
  }

  Egress egress() {
    return egress;
  }

  /** Starts a server and returns its port. */
  int serve(Handler<HttpServerRequest> handler) throws Exception {
    return serve(new HttpServerOptions(), handler);
  }

  int serve(HttpServerOptions options, Handler<HttpServerRequest> handler) throws Exception {
    return vertx
        .createHttpServer(options)
        .requestHandler(handler)
        .listen(0, "127.0.0.1")
        .await(60, SECONDS)
        .actualPort();
  }

  /** A port on which nobody listens. */
  int deadPort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  HttpResponse<byte[]> get(String url) throws IOException, InterruptedException {
    return egress.send(HttpRequest.newBuilder(URI.create(url)).build());
  }

  HttpResponse<byte[]> get(String url, Duration timeout) throws IOException, InterruptedException {
    return egress.send(HttpRequest.newBuilder(URI.create(url)).timeout(timeout).build());
  }

  HttpResponse<byte[]> getTrusted(String url) throws IOException, InterruptedException {
    return egress.sendTrusted(HttpRequest.newBuilder(URI.create(url)).build());
  }

  /** {@link #PUBLIC} with other limits. */
  static EgressSettings limited(EgressSettings.Breaker breaker, int concurrent, Duration total) {
    return new EgressSettings(
        PUBLIC.allow(),
        PUBLIC.connectTimeout(),
        total,
        PUBLIC.maxBodyBytes(),
        PUBLIC.maxRedirects(),
        concurrent,
        PUBLIC.maxWait(),
        breaker);
  }

  @Override
  public void close() {
    Future<Void> closed = egress.close().eventually(vertx::close);
    closed.toCompletionStage().toCompletableFuture().orTimeout(10, SECONDS).join();
  }
}
