package dev.errand.core.egress;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * Sends one request over a connection to an address that was checked, and collects the reply.
 * Whatever ends the wait early, an interruption too, resets the exchange. Thread-safe.
 */
record Line(HttpClient client, EgressSettings settings) {

  private static final int ADDRESSES_TRIED = 3;
  private static final Set<String> METHODS_WITH_BODY = Set.of("POST", "PUT", "PATCH");

  Reply exchange(Hop hop, Lookup.Route route, Deadline deadline)
      throws IOException, InterruptedException, TimeoutException {
    HttpClientRequest request = connect(hop, route, deadline);
    boolean complete = false;
    try {
      request.exceptionHandler(told -> {}); // The reply fails too; without this Vert.x logs it.
      // Before sending: a response that came first would find no handlers.
      Future<Reply> reply = request.response().compose(head -> collect(head, hop));
      send(request, hop);
      Reply whole = deadline.await(reply);
      complete = true;
      return whole;
    } finally {
      if (!complete) {
        request.reset();
      }
    }
  }

  /** Connects to the first address that can be reached; nothing has been sent until then. */
  private HttpClientRequest connect(Hop hop, Lookup.Route route, Deadline deadline)
      throws IOException, InterruptedException, TimeoutException {
    IOException failure = new IOException("the name has no address");
    for (InetAddress address : route.addresses().stream().limit(ADDRESSES_TRIED).toList()) {
      try {
        return connect(options(hop, route, address), deadline);
      } catch (IOException e) {
        failure = e; // The next may be reachable, as when a name has IPv4 and IPv6 addresses.
      }
    }
    throw new Unreached(failure.getMessage(), failure);
  }

  private HttpClientRequest connect(RequestOptions options, Deadline deadline)
      throws IOException, InterruptedException, TimeoutException {
    Future<HttpClientRequest> connecting = client.request(options);
    boolean connected = false;
    try {
      HttpClientRequest request = deadline.await(connecting);
      connected = true;
      return request;
    } finally {
      if (!connected) {
        connecting.onSuccess(HttpClientRequest::reset);
      }
    }
  }

  private RequestOptions options(Hop hop, Lookup.Route route, InetAddress address) {
    // The literal address: given as a name it would be resolved once more, unchecked.
    var server = SocketAddress.inetSocketAddress(route.port(), address.getHostAddress());
    return new RequestOptions()
        .setServer(server)
        .setHost(route.host())
        .setPort(route.port())
        .setSsl(hop.target().https())
        .setMethod(HttpMethod.valueOf(hop.method()))
        .setURI(hop.target().path())
        .setHeaders(hop.headers())
        .setFollowRedirects(false)
        .setConnectTimeout(settings.connectTimeout().toMillis());
  }

  private static void send(HttpClientRequest request, Hop hop) {
    Buffer body = hop.body();
    if (body != null && (body.length() > 0 || METHODS_WITH_BODY.contains(hop.method()))) {
      request.end(body);
    } else {
      request.end();
    }
  }

  private Future<Reply> collect(HttpClientResponse head, Hop hop) {
    Promise<Reply> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    head.exceptionHandler(whole::tryFail);
    head.handler(
        part -> {
          if (body.length() + part.length() <= settings.maxBodyBytes()) {
            body.appendBuffer(part);
          } else if (whole.tryFail(Reply.tooLarge(settings.maxBodyBytes(), hop.target()))) {
            head.request().reset();
          }
        });
    head.endHandler(ended -> whole.tryComplete(new Reply(head.statusCode(), head.headers(), body)));
    return whole.future();
  }
}
