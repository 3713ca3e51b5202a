package dev.errand.api.template;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Parts;
import dev.errand.api.endpoint.Tagged;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.bus.Bus;
import dev.errand.core.identity.Role;
import dev.errand.core.task.MergePatch;
import dev.errand.core.template.Template;
import dev.errand.core.template.TemplateCommand.CreateTemplate;
import dev.errand.core.template.TemplateCommand.DeleteTemplate;
import dev.errand.core.template.TemplateCommand.Target;
import dev.errand.core.template.TemplateCommand.UpdateTemplate;
import dev.errand.core.template.TemplateQuery.GetTemplate;
import dev.errand.core.template.TemplateQuery.ListTemplates;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The operations on templates, but for creating tasks from them. Thread-safe. */
public final class TemplateEndpoints {

  private final Bus bus;

  /** Asks over the given bus. */
  public TemplateEndpoints(Bus bus) {
    this.bus = bus;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of(
        "createTemplate", this::create,
        "listTemplates", this::list,
        "getTemplate", this::get,
        "updateTemplate", this::update,
        "deleteTemplate", this::delete);
  }

  private Future<Answer> create(Input input) {
    // Null says the same as absence.
    var members = MergePatch.apply(new JsonObject(), input.body());
    var caller = input.caller();
    return input
        .once(
            id -> bus.request(new GetTemplate(id.toString(), caller, "read", true)),
            id -> bus.request(new CreateTemplate(id, members, caller)))
        .map(
            template ->
                answer(201, template)
                    .with("Location", Contract.BASE + "/templates/" + template.id()));
  }

  private Future<Answer> list(Input input) {
    var part = Parts.ofNames(input);
    return bus.request(
            new ListTemplates(input.caller(), input.text("category"), input.text("type"), part))
        .map(page -> Parts.answer(page, part, TemplateEndpoints::write));
  }

  private Future<Answer> get(Input input) {
    var caller = input.caller();
    boolean all = caller.role().atLeast(Role.ADMIN);
    return bus.request(new GetTemplate(input.required("template_id"), caller, "read", all))
        .map(template -> Tagged.unlessKnown(input, template.etag(), () -> body(template)));
  }

  private Future<Answer> update(Input input) {
    return bus.request(new UpdateTemplate(target(input), input.body()))
        .map(template -> answer(200, template));
  }

  private Future<Answer> delete(Input input) {
    return bus.request(new DeleteTemplate(target(input))).map(deleted -> Answer.empty(204));
  }

  private static Answer answer(int status, Template template) {
    return Tagged.of(status, body(template), template.etag());
  }

  private static Buffer body(Template template) {
    return JsonWriter.write(json -> write(json, template));
  }

  private static void write(JsonWriter json, Template template) {
    var timeline = template.timeline();
    json.id("id", template.id());
    template.members().forEach(member -> json.value(member.getKey(), member.getValue()));
    json.flag("is_built_in", template.builtIn())
        .text("created_by", timeline.createdBy())
        .integer("revision", timeline.revision())
        .time("created_at", timeline.createdAt())
        .time("updated_at", timeline.updatedAt());
  }

  private static Target target(Input input) {
    return new Target(input.required("template_id"), input.caller(), Tagged.wanted(input));
  }
}
