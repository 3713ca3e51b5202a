package dev.errand.core.site;

import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Role;
import dev.errand.core.page.Page;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.PgErrors;
import dev.errand.core.postgres.Revisions;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.schedule.TimeZones;
import dev.errand.core.site.Site.Timeline;
import dev.errand.core.site.SiteCommand.CreateSite;
import dev.errand.core.site.SiteCommand.DeleteSite;
import dev.errand.core.site.SiteCommand.Target;
import dev.errand.core.site.SiteCommand.UpdateSite;
import dev.errand.core.site.SiteQuery.GetSite;
import dev.errand.core.site.SiteQuery.ListSites;
import dev.errand.core.task.MergePatch;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * The use cases of sites: everyone reads them and all but viewers create them; who has created one,
 * a manager and an admin change it. Confined to one event loop.
 */
public final class Sites {

  private final SiteRows rows;
  private final Ids ids;
  private final InstantSource clock;

  /** On the event loop of the verticle that will call it. */
  public Sites(Pg pg, Ids ids, InstantSource clock) {
    rows = new SiteRows(pg);
    this.ids = ids;
    this.clock = clock;
  }

  /** Reads one. */
  public Future<Site> get(GetSite query) {
    return read(query.tenantId(), query.id());
  }

  /** Lists. */
  public Future<Page<Site>> list(ListSites query) {
    return rows.list(query);
  }

  /** Creates. */
  public Future<Site> create(CreateSite command) {
    var caller = command.caller();
    if (caller.role() == Role.VIEWER) {
      throw new Problem.Denied("create");
    }
    var now = clock.instant();
    var site =
        Site.of(
            caller.tenantId(),
            ids.or(command.id()),
            command.members(),
            new Timeline(caller.userId(), 1, now, now));
    check(site);
    return unique(site, rows.insert(site)).map(site);
  }

  /** Changes. A patch that changes nothing writes nothing. */
  public Future<Site> update(UpdateSite command) {
    return change(command.target(), "update", read -> update(command, read))
        .compose(done -> read(done.tenantId(), done.id()));
  }

  private Future<Boolean> update(UpdateSite command, Site read) {
    var members = MergePatch.apply(read.members(), command.patch());
    var changed = Site.of(read.tenantId(), read.id(), members, read.timeline());
    check(changed);
    return changed.equals(read)
        ? Future.succeededFuture(true)
        : unique(changed, rows.update(read, changed, clock.instant()));
  }

  /** Takes out of sight; answers with it as it was. */
  public Future<Site> delete(DeleteSite command) {
    return change(command.target(), "delete", read -> rows.delete(read, clock.instant()));
  }

  private Future<Site> change(Target target, String action, Function<Site, Future<Boolean>> write) {
    return Revisions.change(
        "site",
        () -> read(target.caller().tenantId(), target.id()),
        read -> {
          requireChange(target.caller(), read, action);
          Revisions.require(target.ifMatch(), read.etag());
          return write.apply(read);
        });
  }

  private Future<Site> read(String tenantId, UUID id) {
    return rows.find(tenantId, id)
        .map(found -> found.orElseThrow(() -> new Problem.NotFound("site", id)));
  }

  private static void requireChange(Caller caller, Site site, String action) {
    boolean own = caller.userId().equals(site.timeline().createdBy());
    if (caller.role() == Role.VIEWER || !(own || caller.role().atLeast(Role.MANAGER))) {
      throw new Problem.Denied(action);
    }
  }

  private static void check(Site site) {
    var zone = site.where().timezone();
    if (zone != null && TimeZones.find(zone).isEmpty()) {
      throw new Problem.Invalid(
          List.of(Violation.ofBody("timezone", TimeZones.refusal(zone), "timezone")));
    }
  }

  private static <T> Future<T> unique(Site site, Future<T> write) {
    return write.recover(
        failure ->
            PgErrors.isDuplicate(failure) && !PgErrors.isThere(failure)
                ? Future.failedFuture(
                    new Problem.Conflict(
                        "duplicate_name",
                        "There is a site named %s already: change that one, or choose another name"
                            .formatted(site.name()),
                        Map.of()))
                : Future.failedFuture(failure));
  }
}
