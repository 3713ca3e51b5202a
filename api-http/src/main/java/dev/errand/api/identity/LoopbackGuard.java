package dev.errand.api.identity;

import dev.errand.api.problem.HttpProblem;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what a foreign web page makes a browser on this machine send: while everybody on the
 * machine is trusted, a name that somebody else points at it (DNS rebinding) must not be.
 */
final class LoopbackGuard {

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|.+\\.localhost|127(?:\\.\\d{1,3}){3}|\\[?::1]?");

  private LoopbackGuard() {}

  static void check(HttpServerRequest request) {
    var authority = request.authority();
    if (authority == null || !isLoopback(authority.host())) {
      throw new HttpProblem(
          403, "foreign_host", foreign("Host", authority == null ? null : authority.toString()));
    }
    var origin = request.getHeader("Origin");
    if (origin != null && !isLoopback(host(origin))) {
      throw new HttpProblem(403, "foreign_origin", foreign("Origin", origin));
    }
  }

  private static boolean isLoopback(@Nullable String host) {
    return host != null && LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }

  private static @Nullable String host(String origin) {
    try {
      return new URI(origin).getHost();
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static String foreign(String header, @Nullable String value) {
    return "In local mode the header %s must name this machine, such as localhost or 127.0.0.1, not %s"
        .formatted(header, value == null ? "nothing" : value);
  }
}
