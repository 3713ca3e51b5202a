package dev.errand.executor.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.errand.executor.Http;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSession;

/** A way out on which every call meets the same trouble. Thread-safe. */
final class FaultyHttp implements Http {

  private final Trouble trouble;
  private final AtomicInteger calls = new AtomicInteger();

  /** What becomes of a request. */
  private interface Trouble {
    HttpResponse<byte[]> meet(HttpRequest request) throws IOException, InterruptedException;
  }

  private FaultyHttp(Trouble trouble) {
    this.trouble = trouble;
  }

  /** Nobody listens there. */
  static FaultyHttp unreachable() {
    return new FaultyHttp(
        request -> {
          throw new ConnectException(request.uri().getHost() + " refused the connection");
        });
  }

  /** The egress rules forbid it. */
  static FaultyHttp refused() {
    return new FaultyHttp(
        request -> {
          throw new Refused(request.uri().getHost() + " is a private address");
        });
  }

  /** No answer, ever. */
  static FaultyHttp hanging() {
    return new FaultyHttp(
        request -> {
          new CountDownLatch(1).await();
          throw new IllegalStateException("never reached");
        });
  }

  /** The same answer to all. */
  static FaultyHttp answering(int status, Map<String, List<String>> headers, String body) {
    return new FaultyHttp(
        request ->
            new Answer(
                request, status, HttpHeaders.of(headers, (n, v) -> true), body.getBytes(UTF_8)));
  }

  /** How many calls there were. */
  int calls() {
    return calls.get();
  }

  @Override
  public HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    calls.incrementAndGet();
    return trouble.meet(request);
  }

  @Override
  public HttpResponse<byte[]> sendTrusted(HttpRequest request)
      throws IOException, InterruptedException {
    return send(request);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Answer(HttpRequest request, int statusCode, HttpHeaders headers, byte[] body)
      implements HttpResponse<byte[]> {

    @Override
    public Optional<HttpResponse<byte[]>> previousResponse() {
      return Optional.empty();
    }

    @Override
    public Optional<SSLSession> sslSession() {
      return Optional.empty();
    }

    @Override
    public URI uri() {
      return request.uri();
    }

    @Override
    public HttpClient.Version version() {
      return HttpClient.Version.HTTP_1_1;
    }
  }
}
