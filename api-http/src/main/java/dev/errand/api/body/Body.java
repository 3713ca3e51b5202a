package dev.errand.api.body;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Ends answers with their bodies, and those to HEAD as RFC 9110 has it. Thread-safe. */
public final class Body {

  /** Answers from this size on are compressed for those who accept it, in bytes. */
  public static final int COMPRESSED_FROM = 2048;

  private Body() {}

  /** Has everything that a router serves to GET be served to HEAD, too. */
  public static void serveHead(Router router) {
    router.getRoutes().stream().filter(Body::isRead).forEach(r -> r.method(HttpMethod.HEAD));
  }

  private static boolean isRead(Route route) {
    return route.methods() != null && route.methods().contains(HttpMethod.GET);
  }

  /** Sends the body, or to HEAD in its stead how long it would be. */
  public static void end(RoutingContext context, Buffer body) {
    var response = context.response();
    if (!context.request().method().equals(HttpMethod.HEAD)) {
      response.end(body);
      return;
    }
    // How long it would be when compressed, nobody knows.
    if (!isCompressed(context, body)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    }
    response.end();
  }

  /** True if the body will be sent in other bytes than these. */
  public static boolean isCompressed(RoutingContext context, Buffer body) {
    return body.length() >= COMPRESSED_FROM
        && context.request().headers().contains(HttpHeaders.ACCEPT_ENCODING);
  }
}
