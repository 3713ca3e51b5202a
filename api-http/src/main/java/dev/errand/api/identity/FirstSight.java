package dev.errand.api.identity;

import dev.errand.core.apikey.ApiKey;
import dev.errand.core.bus.Bus;
import dev.errand.core.identity.Caller;
import dev.errand.core.user.UserCommand.SeeUser;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Has callers known as users from their first request on. Remembers whom it has seen, so that each
 * costs one write an hour; requests do not wait for it. Confined to one event loop.
 */
public final class FirstSight implements Handler<RoutingContext> {

  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final int MOST = 10_000;

  private final Bus bus;
  private final InstantSource clock;
  private final Function<RoutingContext, Caller> callers;
  private final Map<Name, Instant> until =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, Instant> eldest) {
          return size() > MOST;
        }
      };

  /** The function finds out who is calling; it ran before, so it knows. */
  public FirstSight(Bus bus, InstantSource clock, Function<RoutingContext, Caller> callers) {
    this.bus = bus;
    this.clock = clock;
    this.callers = callers;
  }

  private record Name(String tenantId, String userId) {}

  @Override
  public void handle(RoutingContext context) {
    var caller = callers.apply(context);
    var name = new Name(caller.tenantId(), caller.userId());
    var now = clock.instant();
    var known = until.get(name);
    boolean isKey = caller.userId().startsWith(ApiKey.ACTOR);
    if (!isKey && (known == null || known.isBefore(now))) {
      until.put(name, now.plus(REMEMBERED));
      bus.request(new SeeUser(caller)).onFailure(unseen -> until.remove(name));
    }
    context.next();
  }
}
