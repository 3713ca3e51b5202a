package dev.errand.executor.testing;

import dev.errand.executor.Http;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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

  public TestHttp refusing(URI uri) {
    refused.add(uri);
    return this;
  }

  public Set<URI> trusted() {
    return trusted;
  }

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

  private static HttpResponse<byte[]> exchange(HttpRequest request)
      throws IOException, InterruptedException {
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }
}
