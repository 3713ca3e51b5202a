package dev.errand.core.egress;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLSession;

/** The last reply of a call, as the JDK's type. */
final class Answer implements HttpResponse<byte[]> {

  private final HttpRequest request;
  private final URI uri;
  private final int status;
  private final HttpHeaders headers;
  private final byte[] body;

  /**
   * An answer.
   *
   * @param request as the caller gave it, whatever redirects followed
   * @param uri of the last request
   */
  Answer(HttpRequest request, URI uri, Reply reply) {
    this.request = request;
    this.uri = uri;
    this.status = reply.status();
    this.body = reply.body().getBytes();
    Map<String, List<String>> values = new TreeMap<>();
    for (Map.Entry<String, String> header : reply.headers()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      values.computeIfAbsent(name, unused -> new ArrayList<>()).add(header.getValue());
    }
    this.headers = HttpHeaders.of(values, (name, value) -> true);
  }

  @Override
  public int statusCode() {
    return status;
  }

  @Override
  public HttpRequest request() {
    return request;
  }

  @Override
  public Optional<HttpResponse<byte[]>> previousResponse() {
    return Optional.empty();
  }

  @Override
  public HttpHeaders headers() {
    return headers;
  }

  @Override
  public byte[] body() {
    return body;
  }

  @Override
  public Optional<SSLSession> sslSession() {
    return Optional.empty();
  }

  @Override
  public URI uri() {
    return uri;
  }

  @Override
  public HttpClient.Version version() {
    return HttpClient.Version.HTTP_1_1;
  }

  @Override
  public String toString() {
    return "(%s %s) %d".formatted(request.method(), uri, status);
  }
}
