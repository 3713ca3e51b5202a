package dev.errand.executor.testing;

import dev.errand.executor.Http;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's client without egress rules; it remembers which URLs a plugin vouched for, and refuses
 * those that a test wants refused.
 */
public final class TestHttp implements Http {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Set<URI> trusted = ConcurrentHashMap.newKeySet();
  private final Set<URI> untrusted = ConcurrentHashMap.newKeySet();
  private final Set<URI> refused = ConcurrentHashMap.newKeySet();
  private @Nullable Upstream everything;

  /**
   * Sends every request to the given server instead, whatever its host: so that examples with
   * addresses of the Internet run without it.
   */
  public TestHttp allTo(Upstream upstream) {
    everything = upstream;
    return this;
  }

  /** Refuses a URL as the egress rules would. */
  public TestHttp refusing(URI uri) {
    refused.add(uri);
    return this;
  }

  /** What was called with {@link #sendTrusted}. */
  public Set<URI> trusted() {
    return trusted;
  }

  /** What was called with {@link #send}. */
  public Set<URI> untrusted() {
    return untrusted;
  }

  @Override
  public HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    if (refused.contains(request.uri())) {
      throw new Refused(request.uri().getHost() + " is a private address");
    }
    untrusted.add(request.uri());
    return exchange(request);
  }

  @Override
  public HttpResponse<byte[]> sendTrusted(HttpRequest request)
      throws IOException, InterruptedException {
    trusted.add(request.uri());
    return exchange(request);
  }

  private HttpResponse<byte[]> exchange(HttpRequest request)
      throws IOException, InterruptedException {
    var sent = everything == null ? request : rerouted(request, everything);
    return CLIENT.send(sent, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpRequest rerouted(HttpRequest request, Upstream upstream) {
    var query = request.uri().getRawQuery();
    var path = request.uri().getRawPath() + (query == null ? "" : "?" + query);
    return HttpRequest.newBuilder(request, (name, value) -> true).uri(upstream.url(path)).build();
  }
}
