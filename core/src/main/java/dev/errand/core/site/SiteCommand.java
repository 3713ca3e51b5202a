package dev.errand.core.site;

import dev.errand.core.bus.Command;
import dev.errand.core.identity.Caller;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What callers can do to sites.
 *
 * @param <R> the answer
 */
public sealed interface SiteCommand<R> extends Command<R> {

  /**
   * Creates one.
   *
   * @param id null for a new one
   * @param members as the contract has validated them
   */
  record CreateSite(@Nullable UUID id, JsonObject members, Caller caller)
      implements SiteCommand<Site> {}

  /** Changes by JSON merge patch (RFC 7396), as the contract has validated it. */
  record UpdateSite(Target target, JsonObject patch) implements SiteCommand<Site> {}

  /** Takes out of sight; tasks keep its id. */
  record DeleteSite(Target target) implements SiteCommand<Site> {}

  /**
   * Which is to be changed.
   *
   * @param id its id
   * @param caller whose change it is
   * @param ifMatch the tags of which it must have one; null for any
   */
  record Target(UUID id, Caller caller, @Nullable List<String> ifMatch) {}
}
