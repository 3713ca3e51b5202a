package dev.errand.api.fact;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.DateOrTime;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Parts;
import dev.errand.api.endpoint.Tagged;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.bus.Bus;
import dev.errand.core.fact.Fact;
import dev.errand.core.fact.FactCommand.CleanUpFacts;
import dev.errand.core.fact.FactCommand.CreateFact;
import dev.errand.core.fact.FactCommand.DeleteFact;
import dev.errand.core.fact.FactCommand.LinkFact;
import dev.errand.core.fact.FactCommand.Target;
import dev.errand.core.fact.FactCommand.UnlinkFact;
import dev.errand.core.fact.FactCommand.UpdateFact;
import dev.errand.core.fact.FactLink;
import dev.errand.core.fact.FactLink.Relation;
import dev.errand.core.fact.FactQuery.Filter;
import dev.errand.core.fact.FactQuery.GetFact;
import dev.errand.core.fact.FactQuery.GetFactStats;
import dev.errand.core.fact.FactQuery.ListFactTasks;
import dev.errand.core.fact.FactQuery.ListFacts;
import dev.errand.core.fact.FactQuery.ListTaskFacts;
import dev.errand.core.task.MergePatch;
import dev.errand.core.task.TaskKey;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.UUID;

/** The operations on facts, and on what tasks have to do with them. Thread-safe. */
public final class FactEndpoints {

  private final Bus bus;

  /** Asks over the given bus. */
  public FactEndpoints(Bus bus) {
    this.bus = bus;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.ofEntries(
        Map.entry("createFact", this::create),
        Map.entry("listFacts", this::list),
        Map.entry("getFactStats", this::stats),
        Map.entry("cleanUpFacts", this::cleanUp),
        Map.entry("getFact", this::get),
        Map.entry("updateFact", this::update),
        Map.entry("replaceFact", this::update),
        Map.entry("deleteFact", this::delete),
        Map.entry("listTasksOfFact", this::tasks),
        Map.entry("linkFact", this::link),
        Map.entry("listFactsOfTask", this::facts),
        Map.entry("unlinkFact", this::unlink));
  }

  private Future<Answer> create(Input input) {
    // Null says the same as absence.
    var members = MergePatch.apply(new JsonObject(), input.body());
    return input
        .once(
            id -> bus.request(fact(input, id)),
            id -> bus.request(new CreateFact(id, members, input.caller())))
        .map(fact -> answer(201, fact).with("Location", Contract.BASE + "/facts/" + fact.id()));
  }

  private Future<Answer> list(Input input) {
    var part = Parts.ofIds(input);
    var filter =
        new Filter(
            input.text("q"),
            input.texts("tag"),
            input.text("namespace"),
            input.text("subject"),
            input.text("predicate"),
            DateOrTime.parse(input.text("valid_at")));
    return bus.request(
            new ListFacts(input.caller().tenantId(), filter, part, input.caller().sight()))
        .map(page -> Parts.answer(page, part, FactJson::write));
  }

  private Future<Answer> stats(Input input) {
    return bus.request(
            new GetFactStats(
                input.caller().tenantId(), input.text("namespace"), input.caller().sight()))
        .map(
            stats ->
                Answer.ok(
                    JsonWriter.write(
                        json ->
                            json.integer("total", stats.total())
                                .integer("valid", stats.valid())
                                .integer("expired", stats.expired())
                                .integer("statements", stats.statements())
                                .integer("linked", stats.linked())
                                .value("namespaces", numbers(stats.namespaces()))
                                .value("tags", numbers(stats.tags())))));
  }

  private static JsonObject numbers(Map<String, Integer> counted) {
    var json = new JsonObject();
    counted.forEach(json::put);
    return json;
  }

  private Future<Answer> cleanUp(Input input) {
    var body = input.body();
    boolean dryRun = input.dryRun() || Boolean.TRUE.equals(body.getBoolean("dry_run"));
    return bus.request(new CleanUpFacts(input.caller(), body.getString("namespace"), dryRun))
        .map(
            done ->
                Answer.ok(
                    JsonWriter.write(
                        json ->
                            json.flag("dry_run", dryRun)
                                .integer("expired", done.expired())
                                .integer("deleted", done.deleted()))));
  }

  private Future<Answer> get(Input input) {
    return bus.request(fact(input, input.id("fact_id")))
        .map(fact -> Tagged.unlessKnown(input, fact.etag(), () -> FactJson.body(fact)));
  }

  private Future<Answer> update(Input input) {
    return bus.request(new UpdateFact(target(input), input.body())).map(fact -> answer(200, fact));
  }

  private Future<Answer> delete(Input input) {
    return bus.request(new DeleteFact(target(input))).map(deleted -> Answer.empty(204));
  }

  private Future<Answer> tasks(Input input) {
    var part = Parts.ofIds(input);
    var caller = input.caller();
    return bus.request(
            new ListFactTasks(caller.tenantId(), input.id("fact_id"), part, caller.sight()))
        .map(page -> Parts.answer(page, part, FactEndpoints::write));
  }

  private Future<Answer> link(Input input) {
    var body = input.body();
    var relation = body.getString("relation");
    return bus.request(
            new LinkFact(
                task(input),
                UUID.fromString(body.getString("fact_id")),
                relation == null ? Relation.READS : Relation.of(relation),
                input.caller()))
        .map(
            link ->
                Answer.of(201, JsonWriter.write(json -> write(json, link)))
                    .with("Location", Contract.BASE + "/tasks/" + link.task().id() + "/facts"));
  }

  private Future<Answer> facts(Input input) {
    var part = Parts.ofIds(input);
    return bus.request(new ListTaskFacts(task(input), part, input.caller().sight()))
        .map(
            page ->
                Parts.answer(
                    page,
                    part,
                    (json, linked) -> {
                      write(json, linked.link());
                      json.object("fact", fact -> FactJson.write(fact, linked.fact()));
                    }));
  }

  private Future<Answer> unlink(Input input) {
    return bus.request(new UnlinkFact(task(input), input.id("fact_id"), input.caller()))
        .map(done -> Answer.empty(204));
  }

  private static TaskKey task(Input input) {
    return new TaskKey(input.caller().tenantId(), input.id("id"));
  }

  private static GetFact fact(Input input, UUID id) {
    return new GetFact(input.caller().tenantId(), id, input.caller().sight());
  }

  private static Target target(Input input) {
    return new Target(input.id("fact_id"), input.caller(), Tagged.wanted(input));
  }

  private static Answer answer(int status, Fact fact) {
    return Tagged.of(status, FactJson.body(fact), fact.etag());
  }

  private static void write(JsonWriter json, FactLink link) {
    json.id("task_id", link.task().id())
        .id("fact_id", link.factId())
        .text("relation", link.relation().word())
        .text("linked_by", link.linkedBy())
        .time("linked_at", link.linkedAt());
  }
}
