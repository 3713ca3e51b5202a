package dev.errand.api;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/**
 * Lets pages of the given origins call the API from a browser (CORS). Everything else is left as it
 * is: a browser keeps the answer from a page that is not named. Vert.x's own handler would refuse
 * what such a page sends, and with it what a page of this service itself sends.
 */
final class CrossOrigin implements Handler<RoutingContext> {

  private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
  private static final String HEADERS =
      "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID,"
          + " Prefer, X-Request-ID, X-Tenant-ID, X-User-ID, X-Roles, X-Subscription-Level";
  private static final String READABLE =
      "ETag, Location, Idempotency-Replayed, RateLimit, RateLimit-Policy, Retry-After,"
          + " WWW-Authenticate, X-Request-ID";
  private static final String REMEMBERED_SECONDS = "3600";

  private final Set<String> origins;

  CrossOrigin(List<String> origins) {
    this.origins = Set.copyOf(origins);
  }

  @Override
  public void handle(RoutingContext context) {
    var request = context.request();
    var answer = context.response();
    // Caches must not give the answer for one origin to another.
    answer.headers().add(HttpHeaders.VARY, "Origin");
    var origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null || !(origins.contains("*") || origins.contains(origin))) {
      context.next();
      return;
    }
    answer
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
        .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, READABLE);
    boolean preflight =
        request.method().equals(HttpMethod.OPTIONS)
            && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    if (!preflight) {
      context.next();
      return;
    }
    answer
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, HEADERS)
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, REMEMBERED_SECONDS)
        .setStatusCode(204)
        .end();
  }
}
