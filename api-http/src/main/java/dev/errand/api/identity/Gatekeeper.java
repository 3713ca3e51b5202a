package dev.errand.api.identity;

import dev.errand.api.problem.HttpProblem;
import dev.errand.api.problem.Problems;
import dev.errand.api.problem.RequestId;
import dev.errand.core.apikey.ApiKeySecret;
import dev.errand.core.identity.Caller;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who is calling, and lets nobody pass of whom that is not known, or who calls too often.
 * Stands before everything below {@code /api/v1}, unknown paths too. Thread-safe: all servers share
 * one.
 */
public final class Gatekeeper implements Handler<RoutingContext> {

  private static final String KEY = "errand.identity";

  private final AccessSettings settings;
  private final TrustedGateway gateway;
  private final ApiKeyCheck keys;
  private final StoredRoles roles;
  private final @Nullable TokenCheck tokens;
  private final @Nullable RateLimits limits;

  private Gatekeeper(
      AccessSettings settings,
      IdentityMeans means,
      @Nullable TokenCheck tokens,
      @Nullable RateLimits limits) {
    this.settings = settings;
    gateway = new TrustedGateway(settings);
    keys = new ApiKeyCheck(means.bus(), means.clock());
    roles = new StoredRoles(means.bus(), means.clock());
    this.tokens = tokens;
    this.limits = limits;
  }

  /** By the given rules. */
  public static Gatekeeper of(AccessSettings settings, IdentityMeans means) {
    var jwt = settings.jwt();
    return new Gatekeeper(
        settings,
        means,
        jwt == null ? null : TokenCheck.of(jwt, means),
        settings.rates().any() ? new RateLimits(settings.rates(), means.clock()) : null);
  }

  /** Who makes a request that passed. */
  public static Caller caller(RoutingContext context) {
    return identity(context).caller();
  }

  static Identity identity(RoutingContext context) {
    return Objects.requireNonNull(context.get(KEY));
  }

  /** What it remembers of keys. */
  public ApiKeyCheck keys() {
    return keys;
  }

  /** What it remembers of roles. */
  public StoredRoles roles() {
    return roles;
  }

  @Override
  public void handle(RoutingContext context) {
    var identity = identifying(context);
    if (identity.isComplete()) {
      decide(context, identity);
      return;
    }
    // Or the first bytes of its body would arrive before anybody reads them.
    var request = context.request().pause();
    identity.onComplete(
        known -> {
          decide(context, identity);
          request.resume();
        });
  }

  private void decide(RoutingContext context, Future<Identity> identity) {
    if (identity.failed()) {
      Problems.answer(context, identity.cause());
      return;
    }
    var known =
        settings.visibility() == AccessSettings.Visibility.OWNER
            ? identity.result().confined()
            : identity.result();
    context.put(KEY, known);
    var exceeded = limits == null ? null : limits.exceeded(known, context.response());
    if (exceeded != null) {
      Problems.answer(context, exceeded);
    } else {
      context.next();
    }
  }

  private Future<Identity> identifying(RoutingContext context) {
    try {
      return identify(context.request(), RequestId.of(context));
    } catch (HttpProblem refused) {
      return Future.failedFuture(refused);
    }
  }

  private Future<Identity> identify(HttpServerRequest request, String requestId) {
    if (settings.mode() == AccessSettings.Mode.LOCAL) {
      LoopbackGuard.check(request);
    }
    var token = Headers.bearer(request);
    if (token != null && token.startsWith(ApiKeySecret.PREFIX)) {
      return keys.check(token).map(key -> Identity.of(key, Headers.origin(request, requestId)));
    }
    return switch (settings.mode()) {
      case LOCAL -> person(Headers.local(request, requestId), request);
      case GATEWAY -> {
        gateway.require(request);
        yield person(Headers.gateway(request, requestId), request);
      }
      case JWT -> jwt(token, request, requestId);
    };
  }

  private Future<Identity> jwt(
      @Nullable String token, HttpServerRequest request, String requestId) {
    if (token == null) {
      throw HttpProblem.unauthenticated(
          "Send the header Authorization: Bearer with a token or an API key");
    }
    var origin = Headers.origin(request, requestId);
    return Objects.requireNonNull(tokens).check(token, origin).map(Identity::of);
  }

  /** Of whom it is not said what they may do, the role is that of their user. */
  private Future<Identity> person(Caller caller, HttpServerRequest request) {
    boolean asStored = Headers.saysUser(request) && !Headers.saysRoles(request);
    return (asStored ? roles.of(caller) : Future.succeededFuture(caller)).map(Identity::of);
  }
}
