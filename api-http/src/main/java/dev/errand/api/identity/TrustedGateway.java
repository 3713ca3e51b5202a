package dev.errand.api.identity;

import dev.errand.api.problem.HttpProblem;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Knows the gateway by its address or its secret. */
final class TrustedGateway {

  private final AccessSettings settings;
  private final Networks proxies;

  TrustedGateway(AccessSettings settings) {
    this.settings = settings;
    proxies = new Networks(settings.trustedProxies());
  }

  /** Refuses what does not come through it. */
  void require(HttpServerRequest request) {
    var secret = settings.gatewaySecret();
    var sent = request.getHeader("X-Gateway-Secret");
    if (secret != null && sent != null && same(secret, sent)) {
      return;
    }
    var address = request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
    if (address == null || !proxies.contain(address)) {
      throw HttpProblem.unauthenticated("The request does not come through the gateway");
    }
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
