package dev.errand.core.egress;

import static io.vertx.core.http.HttpHeaders.ACCEPT_ENCODING;
import static io.vertx.core.http.HttpHeaders.AUTHORIZATION;
import static io.vertx.core.http.HttpHeaders.COOKIE;
import static io.vertx.core.http.HttpHeaders.LOCATION;
import static io.vertx.core.http.HttpHeaders.USER_AGENT;

import dev.errand.executor.Http;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request of a call: the first, or one that a redirect led to.
 *
 * @param body null if the request has none
 * @param trusted whether the operator vouches for the address, whatever it is
 * @param gzip whether gzip was asked for here, and not by the caller, so that it is undone here
 */
record Hop(
    String method,
    Target target,
    MultiMap headers,
    @Nullable Buffer body,
    boolean trusted,
    boolean gzip) {

  /** Headers that belong to the connection, or that follow from the URL and the body. */
  private static final Set<String> NOT_PASSED_ON =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final List<String> OF_THE_BODY =
      List.of("content-type", "content-encoding", "content-language", "content-location", "digest");

  static Hop first(HttpRequest request, @Nullable Buffer body, boolean trusted)
      throws Http.Refused {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    request
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                headers.add(name, values);
              }
            });
    boolean gzip = !headers.contains(ACCEPT_ENCODING);
    if (gzip) {
      headers.set(ACCEPT_ENCODING, "gzip");
    }
    if (!headers.contains(USER_AGENT)) {
      headers.set(USER_AGENT, "Errand");
    }
    return new Hop(request.method(), Target.of(request.uri()), headers, body, trusted, gzip);
  }

  /** The request that the reply redirects to, after RFC 9110; null if it does not. */
  @Nullable Hop redirectedBy(Reply reply) throws Http.Refused {
    String location = reply.headers().get(LOCATION);
    if (location == null || !isRedirect(reply.status())) {
      return null;
    }
    Target next = target.redirectedTo(location);
    MultiMap kept = MultiMap.caseInsensitiveMultiMap().addAll(headers);
    boolean sameOrigin = next.sameOrigin(target);
    if (!sameOrigin) {
      kept.remove(AUTHORIZATION).remove(COOKIE);
    }
    boolean becomesGet = becomesGet(reply.status());
    if (becomesGet) {
      OF_THE_BODY.forEach(kept::remove);
    }
    return new Hop(
        becomesGet ? "GET" : method,
        next,
        kept,
        becomesGet ? null : body,
        trusted && sameOrigin,
        gzip);
  }

  private static boolean isRedirect(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  private boolean becomesGet(int status) {
    return switch (status) {
      case 301, 302 -> method.equals("POST");
      case 303 -> !method.equals("HEAD") && !method.equals("GET");
      default -> false;
    };
  }

  @Override
  public String toString() {
    return method + " " + target;
  }
}
