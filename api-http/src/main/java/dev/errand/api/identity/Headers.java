package dev.errand.api.identity;

import dev.errand.api.problem.HttpProblem;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who calls by the headers of a request, for those whose word is taken. */
final class Headers {

  private static final int LONGEST = 128;
  private static final int CLIENT_LENGTH = 256;

  private Headers() {}

  static Caller local(HttpServerRequest request, String requestId) {
    var tenant = header(request, "X-Tenant-ID");
    var user = header(request, "X-User-ID");
    var roles = header(request, "X-Roles");
    var fallback = user == null ? Role.ADMIN : Role.TECHNICIAN;
    return new Caller(
        tenant == null ? "local" : tenant,
        user == null ? "me" : user,
        role(roles).orElse(fallback),
        level(request),
        origin(request, requestId),
        Sight.ALL);
  }

  static Caller gateway(HttpServerRequest request, String requestId) {
    var tenant = header(request, "X-Tenant-ID");
    if (tenant == null) {
      throw HttpProblem.badRequest("tenant_required", "The header X-Tenant-ID is missing");
    }
    var user = header(request, "X-User-ID");
    if (user == null) {
      throw HttpProblem.unauthenticated("The header X-User-ID is missing");
    }
    return new Caller(
        tenant,
        user,
        role(header(request, "X-Roles")).orElse(Role.TECHNICIAN),
        level(request),
        origin(request, requestId),
        Sight.ALL);
  }

  /** True if it is said what the caller may do, be it in words that nobody knows. */
  static boolean saysRoles(HttpServerRequest request) {
    return header(request, "X-Roles") != null;
  }

  /** True if it is said who the caller is. */
  static boolean saysUser(HttpServerRequest request) {
    return header(request, "X-User-ID") != null;
  }

  /** The token of {@code Authorization: Bearer}; null if there is none. */
  static @Nullable String bearer(HttpServerRequest request) {
    var authorization = request.getHeader("Authorization");
    if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return null;
    }
    return authorization.substring(7).strip();
  }

  /** Where a request comes from. */
  static Caller.Origin origin(HttpServerRequest request, String requestId) {
    return new Caller.Origin(requestId, client(request), relayHops(request));
  }

  private static int relayHops(HttpServerRequest request) {
    var hops = header(request, "X-Task-Relay-Hops");
    if (hops == null) {
      return 0;
    }
    if (!hops.matches("\\d{1,3}")) {
      throw HttpProblem.badRequest(
          "header_invalid", "The header X-Task-Relay-Hops must be a whole number from 0 to 3");
    }
    return Integer.parseInt(hops);
  }

  /**
   * The highest role among words that commas separate; empty if nothing is said. Words that all
   * mean something elsewhere let their bearer look, and no more.
   */
  static Optional<Role> role(@Nullable String roles) {
    return roles == null
        ? Optional.empty()
        : Arrays.stream(roles.split(",", -1))
            .flatMap(word -> Role.of(word).stream())
            .max(Comparator.naturalOrder())
            .or(() -> Optional.of(Role.VIEWER));
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
    if (request.headers().getAll(name).size() > 1) {
      // A gateway may have added its own to what a caller sent: nobody knows which is which.
      throw HttpProblem.badRequest(
          "header_invalid", "The header %s must not be sent twice".formatted(name));
    }
    var stripped = value.strip();
    if (!isName(stripped)) {
      throw HttpProblem.badRequest(
          "header_invalid",
          "The header %s must have at most %d characters and no control characters"
              .formatted(name, LONGEST));
    }
    return stripped;
  }

  /** True for what can name a tenant or a user. */
  static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST
        && text.chars().noneMatch(Character::isISOControl);
  }
}
