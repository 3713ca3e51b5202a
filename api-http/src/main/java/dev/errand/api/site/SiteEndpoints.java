package dev.errand.api.site;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Parts;
import dev.errand.api.endpoint.Tagged;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.bus.Bus;
import dev.errand.core.site.Site;
import dev.errand.core.site.SiteCommand.CreateSite;
import dev.errand.core.site.SiteCommand.DeleteSite;
import dev.errand.core.site.SiteCommand.Target;
import dev.errand.core.site.SiteCommand.UpdateSite;
import dev.errand.core.site.SiteQuery.GetSite;
import dev.errand.core.site.SiteQuery.ListSites;
import dev.errand.core.task.MergePatch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The operations on sites. Thread-safe. */
public final class SiteEndpoints {

  private final Bus bus;

  /** Asks over the given bus. */
  public SiteEndpoints(Bus bus) {
    this.bus = bus;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of(
        "createSite", this::create,
        "listSites", this::list,
        "getSite", this::get,
        "updateSite", this::update,
        "replaceSite", this::update,
        "deleteSite", this::delete);
  }

  private Future<Answer> create(Input input) {
    // Null says the same as absence.
    var members = MergePatch.apply(new JsonObject(), input.body());
    var tenantId = input.caller().tenantId();
    return input
        .once(
            id -> bus.request(new GetSite(tenantId, id)),
            id -> bus.request(new CreateSite(id, members, input.caller())))
        .map(site -> answer(201, site).with("Location", Contract.BASE + "/sites/" + site.id()));
  }

  private Future<Answer> list(Input input) {
    var part = Parts.ofNames(input);
    var active = input.text("is_active");
    return bus.request(
            new ListSites(
                input.caller().tenantId(), active == null ? null : Boolean.valueOf(active), part))
        .map(page -> Parts.answer(page, part, SiteEndpoints::write));
  }

  private Future<Answer> get(Input input) {
    return bus.request(new GetSite(input.caller().tenantId(), input.id("site_id")))
        .map(site -> Tagged.unlessKnown(input, site.etag(), () -> body(site)));
  }

  private Future<Answer> update(Input input) {
    return bus.request(new UpdateSite(target(input), input.body())).map(site -> answer(200, site));
  }

  private Future<Answer> delete(Input input) {
    return bus.request(new DeleteSite(target(input))).map(deleted -> Answer.empty(204));
  }

  private static Answer answer(int status, Site site) {
    return Tagged.of(status, body(site), site.etag());
  }

  private static Buffer body(Site site) {
    return JsonWriter.write(json -> write(json, site));
  }

  private static void write(JsonWriter json, Site site) {
    var where = site.where();
    var timeline = site.timeline();
    json.id("id", site.id())
        .text("name", site.name())
        .text("location", where.location())
        .value("lat", where.lat())
        .value("lon", where.lon())
        .text("timezone", where.timezone())
        .value("external_refs", site.externalRefs())
        .flag("is_active", site.active())
        .text("created_by", timeline.createdBy())
        .integer("revision", timeline.revision())
        .time("created_at", timeline.createdAt())
        .time("updated_at", timeline.updatedAt());
  }

  private static Target target(Input input) {
    return new Target(input.id("site_id"), input.caller(), Tagged.wanted(input));
  }
}
