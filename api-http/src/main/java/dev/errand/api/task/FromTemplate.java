package dev.errand.api.task;

import dev.errand.api.contract.Shape;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.core.bus.Bus;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.schema.JsonSchema;
import dev.errand.core.tasktype.TaskTypes;
import dev.errand.core.template.Template;
import dev.errand.core.template.TemplateQuery.GetTemplate;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Creates a task from a template, as if its caller had written all of it. Thread-safe. */
final class FromTemplate implements Endpoint {

  private static final List<String> OWN = List.of("template_id", "customization");

  /** What the template decides. */
  private static final List<String> FIXED = List.of("type", "performer");

  private final Bus bus;
  private final TaskTypes types;
  private final Shape shape;
  private final TaskCreation creation;

  /** The shape is that of a new task. */
  FromTemplate(TaskEndpoints.Means means, Shape shape, TaskCreation creation) {
    bus = means.bus();
    types = means.types();
    this.shape = shape;
    this.creation = creation;
  }

  @Override
  public Future<Answer> handle(Input input) {
    var id = input.body().getString("template_id");
    var given = given(input.body());
    return bus.request(new GetTemplate(id, input.caller(), "create", false))
        .compose(template -> creation.create(task(template, given), input));
  }

  /** What is said at the top wins over what is said within. */
  private JsonObject given(JsonObject body) {
    var problems = new ArrayList<Violation>();
    var within = body.getJsonObject("customization");
    var given = new JsonObject();
    if (within != null) {
      var checked = shape.check(within, List.of("body", "customization"));
      problems.addAll(checked.violations());
      given.mergeIn(checked.object());
    }
    var outer = new JsonObject(new LinkedHashMap<>(body.getMap()));
    OWN.forEach(outer::remove);
    outer.forEach(member -> given.put(member.getKey(), member.getValue()));
    for (var name : FIXED) {
      if (given.getValue(name) != null) {
        problems.add(
            Violation.ofBody(
                name, "is the template's to say: leave it out", "additionalProperties"));
      }
    }
    if (!problems.isEmpty()) {
      throw new Problem.Invalid(problems);
    }
    return given;
  }

  private JsonObject task(Template template, JsonObject given) {
    var type = types.find(template.type());
    if (type.isEmpty()) {
      throw new Problem.Invalid(
          List.of(
              Violation.ofBody(
                  "template_id",
                  "must be a template whose tasks can be executed: this service has no executor for %s"
                      .formatted(template.type()),
                  "unknown_type")));
    }
    var config = given.getJsonObject("config");
    var fields =
        new TemplateFields(
            shape,
            type.get(),
            given.copy().put("config", config == null ? new JsonObject() : config.copy()));
    fields.lift(template);
    var problems = new ArrayList<>(fields.missing(template));
    var task = fields.filled(template);
    var checked = shape.check(task, List.of("body"));
    problems.addAll(checked.violations());
    var schema = template.configSchema();
    if (schema != null) {
      problems.addAll(
          JsonSchema.of(schema).check(task.getJsonObject("config"), List.of("body", "config")));
    }
    if (!problems.isEmpty()) {
      throw new Problem.Invalid(problems);
    }
    return checked
        .object()
        .put("type", type.get().descriptor().name())
        .put("template_id", template.id().toString())
        .put("credits_per_run", template.creditsPerRun());
  }
}
