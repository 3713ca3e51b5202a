package dev.errand.core.quota;

import dev.errand.core.apikey.ApiKey;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Level;
import dev.errand.core.memory.Memory;
import dev.errand.core.postgres.Pg;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which level a caller has: what the request says, else what is stored of the user, else what the
 * account service says, else the usual one. Programs are exempt: they have the highest. Nothing
 * fails because the service is away. Confined to one event loop.
 */
public final class Levels {

  private static final Logger LOG = LoggerFactory.getLogger(Levels.class);

  /** How long a lower level that was stored elsewhere may go unseen; a higher one is looked for. */
  private static final Duration STORED_KEPT = Duration.ofSeconds(5);

  private static final Duration ACCOUNT_KEPT = Duration.ofSeconds(60);

  /** How long a service that could not be asked is left alone. */
  private static final Duration AWAY = Duration.ofSeconds(10);

  static final String STORED =
      "select subscription_level from person where tenant_id = $1 and id = $2";

  private final Pg pg;
  private final Settings settings;
  private final InstantSource clock;
  private final Memory<Name, Optional<Level>> stored;
  private final Memory<Name, Optional<Level>> accounts;
  private Instant awayUntil = Instant.MIN;

  /**
   * Where levels come from.
   *
   * @param usual of whom nobody knows any
   * @param accounts asked for those of whom none is stored
   */
  public record Settings(Level usual, Accounts accounts) {

    /** No limits for whom nothing is known of. */
    public static final Settings USUAL = new Settings(Level.ENTERPRISE, Accounts.NONE);
  }

  /** On the event loop of the verticle that will call it. */
  public Levels(Pg pg, InstantSource clock, Settings settings) {
    this.pg = pg;
    this.clock = clock;
    this.settings = settings;
    stored = new Memory<>(STORED_KEPT, clock);
    accounts = new Memory<>(ACCOUNT_KEPT, clock);
  }

  /** The same, by another way to the database. */
  Levels over(Pg other) {
    return new Levels(other, clock, settings);
  }

  private record Name(String tenantId, String userId) {}

  /** The level of whom nobody knows any. */
  public Level usual() {
    return settings.usual();
  }

  /** The level of a caller. */
  public Future<Level> of(Caller caller) {
    if (caller.userId().startsWith(ApiKey.ACTOR) || caller.userId().startsWith("system:")) {
      return Future.succeededFuture(Level.ENTERPRISE);
    }
    if (caller.subscriptionLevel() != null) {
      return Future.succeededFuture(Level.of(caller.subscriptionLevel()).orElse(settings.usual()));
    }
    var name = new Name(caller.tenantId(), caller.userId());
    return stored
        .of(name, () -> stored(name))
        .compose(level -> level.isPresent() ? Future.succeededFuture(level) : account(name))
        .map(level -> level.orElse(settings.usual()));
  }

  /** The same, looked up anew where it is stored: for who is about to be refused. */
  Future<Level> afresh(Caller caller) {
    forget(caller.tenantId(), caller.userId());
    return of(caller);
  }

  /** Looks a user's level up anew from now on. */
  public void forget(String tenantId, String userId) {
    var name = new Name(tenantId, userId);
    stored.forget((known, level) -> known.equals(name));
  }

  /** Looks all levels up anew from now on. */
  public void forgetAll() {
    stored.forget((known, level) -> true);
    accounts.forget((known, level) -> true);
  }

  private Future<Optional<Level>> stored(Name name) {
    return pg.run(STORED, Tuple.of(name.tenantId(), name.userId()))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Level.of(rows.iterator().next().getString(0)));
  }

  private Future<Optional<Level>> account(Name name) {
    return settings.accounts().equals(Accounts.NONE) || clock.instant().isBefore(awayUntil)
        ? Future.succeededFuture(Optional.empty())
        : accounts
            .of(name, () -> settings.accounts().level(name.tenantId(), name.userId()))
            .recover(
                failure -> {
                  awayUntil = clock.instant().plus(AWAY);
                  LOG.warn(
                      "The account service cannot be asked for levels: {}", failure.toString());
                  return Future.succeededFuture(Optional.empty());
                });
  }
}
