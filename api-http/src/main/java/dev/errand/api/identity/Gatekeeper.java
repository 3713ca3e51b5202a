package dev.errand.api.identity;

import dev.errand.api.problem.HttpProblem;
import dev.errand.api.problem.Problems;
import dev.errand.api.problem.RequestId;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who is calling, and lets nobody pass of whom that is not known. Stands before
 * everything below {@code /api/v1}, unknown paths too. Thread-safe.
 */
public final class Gatekeeper implements Handler<RoutingContext> {

  private static final String KEY = "errand.caller";
  private static final int LONGEST = 128;
  private static final int CLIENT_LENGTH = 256;

  private final AccessSettings settings;
  private final Networks proxies;

  /** By the given rules. */
  public Gatekeeper(AccessSettings settings) {
    this.settings = settings;
    proxies = new Networks(settings.trustedProxies());
  }

  /** Who makes a request that passed. */
  public static Caller caller(RoutingContext context) {
    return Objects.requireNonNull(context.get(KEY));
  }

  @Override
  public void handle(RoutingContext context) {
    try {
      context.put(KEY, identify(context.request(), RequestId.of(context)));
    } catch (HttpProblem refused) {
      Problems.answer(context, refused);
      return;
    }
    context.next();
  }

  private Caller identify(HttpServerRequest request, String requestId) {
    return switch (settings.mode()) {
      case LOCAL -> {
        LoopbackGuard.check(request);
        yield local(request, requestId);
      }
      case GATEWAY -> {
        requireTrusted(request);
        yield gateway(request, requestId);
      }
    };
  }

  private static Caller local(HttpServerRequest request, String requestId) {
    var tenant = header(request, "X-Tenant-ID");
    var user = header(request, "X-User-ID");
    var roles = header(request, "X-Roles");
    var fallback = user == null ? Role.ADMIN : Role.TECHNICIAN;
    return new Caller(
        tenant == null ? "local" : tenant,
        user == null ? "me" : user,
        role(roles).orElse(fallback),
        level(request),
        new Caller.Origin(requestId, client(request)));
  }

  private static Caller gateway(HttpServerRequest request, String requestId) {
    var tenant = header(request, "X-Tenant-ID");
    if (tenant == null) {
      throw HttpProblem.badRequest("tenant_required", "The header X-Tenant-ID is missing");
    }
    var user = header(request, "X-User-ID");
    if (user == null) {
      throw unauthenticated("The header X-User-ID is missing");
    }
    return new Caller(
        tenant,
        user,
        role(header(request, "X-Roles")).orElse(Role.TECHNICIAN),
        level(request),
        new Caller.Origin(requestId, client(request)));
  }

  private void requireTrusted(HttpServerRequest request) {
    var secret = settings.gatewaySecret();
    var sent = request.getHeader("X-Gateway-Secret");
    if (secret != null && sent != null && same(secret, sent)) {
      return;
    }
    var address = request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
    if (address == null || !proxies.contain(address)) {
      throw unauthenticated("The request does not come through the gateway");
    }
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpProblem unauthenticated(String detail) {
    return new HttpProblem(401, "unauthenticated", detail);
  }

  private static Optional<Role> role(@Nullable String roles) {
    return roles == null
        ? Optional.empty()
        : Arrays.stream(roles.split(",", -1))
            .flatMap(word -> Role.of(word).stream())
            .max(Comparator.naturalOrder());
  }

  private static @Nullable String level(HttpServerRequest request) {
    var level = header(request, "X-Subscription-Level");
    return level == null ? null : level.toLowerCase(Locale.ROOT);
  }

  /** The caller's software as it names itself, cut to what history keeps. */
  private static @Nullable String client(HttpServerRequest request) {
    var agent = request.getHeader("User-Agent");
    if (agent == null || agent.isBlank()) {
      return null;
    }
    return agent.length() > CLIENT_LENGTH ? agent.substring(0, CLIENT_LENGTH) : agent;
  }

  /** A header of an identity, stripped; null if it is missing or blank. */
  private static @Nullable String header(HttpServerRequest request, String name) {
    var value = request.getHeader(name);
    if (value == null || value.isBlank()) {
      return null;
    }
    var stripped = value.strip();
    if (stripped.length() > LONGEST || stripped.chars().anyMatch(Character::isISOControl)) {
      throw HttpProblem.badRequest(
          "header_invalid",
          "The header %s must have at most %d characters and no control characters"
              .formatted(name, LONGEST));
    }
    return stripped;
  }
}
