package dev.errand.api.trigger;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Parts;
import dev.errand.api.endpoint.Tagged;
import dev.errand.api.json.JsonWriter;
import dev.errand.api.json.YamlReader;
import dev.errand.core.bus.Bus;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.MergePatch;
import dev.errand.core.trigger.Trigger;
import dev.errand.core.trigger.TriggerCommand.CreateTrigger;
import dev.errand.core.trigger.TriggerCommand.DeleteTrigger;
import dev.errand.core.trigger.TriggerCommand.ImportTriggers;
import dev.errand.core.trigger.TriggerCommand.Target;
import dev.errand.core.trigger.TriggerCommand.UpdateTrigger;
import dev.errand.core.trigger.TriggerQuery.ExportTriggers;
import dev.errand.core.trigger.TriggerQuery.GetTrigger;
import dev.errand.core.trigger.TriggerQuery.ListTriggers;
import dev.errand.core.trigger.TriggerQuery.TryTrigger;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The operations on triggers, and on the events that they look at. Thread-safe. */
public final class TriggerEndpoints {

  private final Bus bus;

  /** Asks over the given bus. */
  public TriggerEndpoints(Bus bus) {
    this.bus = bus;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of(
        "createTrigger", this::create,
        "listTriggers", this::list,
        "getTrigger", this::get,
        "updateTrigger", this::update,
        "deleteTrigger", this::delete,
        "testTrigger", this::test,
        "exportTriggers", this::export,
        "importTriggers", this::importAll,
        "createEvent", new EventCreation(bus));
  }

  private Future<Answer> create(Input input) {
    var caller = input.caller();
    var members = complete(input.body());
    return input
        .once(
            id -> bus.request(new GetTrigger(caller.tenantId(), id)),
            id -> bus.request(new CreateTrigger(id, members, caller)))
        .map(
            trigger ->
                answer(201, trigger).with("Location", Contract.BASE + "/triggers/" + trigger.id()));
  }

  /** Null says the same as absence, but within the draft, where it is the draft's own. */
  private static JsonObject complete(JsonObject body) {
    var task = body.getJsonObject("task");
    return MergePatch.apply(new JsonObject(), body).put("task", task);
  }

  private Future<Answer> list(Input input) {
    var part = Parts.ofNames(input);
    var active = input.value("is_active");
    return bus.request(
            new ListTriggers(
                input.caller().tenantId(),
                input.text("event_name"),
                active == null ? null : Boolean.valueOf(active.toString()),
                part))
        .map(page -> Parts.answer(page, part, TriggerEndpoints::write));
  }

  private Future<Answer> get(Input input) {
    return bus.request(new GetTrigger(input.caller().tenantId(), input.id("trigger_id")))
        .map(trigger -> Tagged.unlessKnown(input, trigger.etag(), () -> body(trigger)));
  }

  private Future<Answer> update(Input input) {
    return bus.request(new UpdateTrigger(target(input), input.body()))
        .map(trigger -> answer(200, trigger));
  }

  private Future<Answer> delete(Input input) {
    return bus.request(new DeleteTrigger(target(input))).map(deleted -> Answer.empty(204));
  }

  private Future<Answer> test(Input input) {
    var caller = input.caller();
    var id = input.id("trigger_id");
    return bus.request(new GetTrigger(caller.tenantId(), id))
        .compose(
            trigger ->
                bus.request(
                    new TryTrigger(
                        id, EventCreation.what(input.body(), trigger.eventName()), caller)))
        .map(
            trial ->
                Answer.ok(
                    JsonWriter.write(
                        json ->
                            json.flag("fires", trial.fires())
                                .value("task", trial.task())
                                .objects("problems", trial.problems(), TriggerEndpoints::write))));
  }

  private static void write(JsonWriter json, Violation violation) {
    json.value("loc", new JsonArray(List.copyOf(violation.loc())))
        .text("msg", violation.msg())
        .text("type", violation.type());
  }

  /** All of a tenant's, as {@code importTriggers} takes them; what only a server can say is not. */
  private Future<Answer> export(Input input) {
    return bus.request(new ExportTriggers(input.caller().tenantId()))
        .map(
            triggers ->
                Answer.ok(
                        YamlReader.write(
                            Map.of(
                                "triggers",
                                triggers.stream().map(TriggerEndpoints::plain).toList())))
                    .with("Content-Type", "application/yaml"));
  }

  /** Decoded anew, its objects are plain maps, none of them the same as another. */
  private static Map<String, Object> plain(Trigger trigger) {
    var members = new LinkedHashMap<>(new JsonObject(trigger.members().encode()).getMap());
    members.values().removeIf(value -> value == null);
    return members;
  }

  private Future<Answer> importAll(Input input) {
    var triggers =
        input.body().getJsonArray("triggers").stream()
            .map(each -> complete((JsonObject) each))
            .toList();
    return bus.request(new ImportTriggers(triggers, input.caller()))
        .map(
            done ->
                Answer.ok(
                    JsonWriter.write(
                        json ->
                            json.integer("created", done.created())
                                .integer("updated", done.updated())
                                .integer("unchanged", done.unchanged()))));
  }

  private static Answer answer(int status, Trigger trigger) {
    return Tagged.of(status, body(trigger), trigger.etag());
  }

  private static Buffer body(Trigger trigger) {
    return JsonWriter.write(json -> write(json, trigger));
  }

  private static void write(JsonWriter json, Trigger trigger) {
    var timeline = trigger.timeline();
    json.id("id", trigger.id());
    trigger.members().forEach(member -> json.value(member.getKey(), member.getValue()));
    json.text("created_by", timeline.createdBy())
        .integer("revision", timeline.revision())
        .time("created_at", timeline.createdAt())
        .time("updated_at", timeline.updatedAt());
  }

  private static Target target(Input input) {
    return new Target(input.id("trigger_id"), input.caller(), Tagged.wanted(input));
  }
}
