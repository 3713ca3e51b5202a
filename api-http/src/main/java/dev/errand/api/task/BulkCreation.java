package dev.errand.api.task;

import dev.errand.api.contract.Shape;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.json.JsonWriter;
import dev.errand.api.problem.Problems;
import dev.errand.core.bus.Bus;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskFactory;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Creates many tasks, each by itself; persistence puts them into few statements. Thread-safe. */
final class BulkCreation implements Endpoint {

  private final Bus bus;
  private final TaskFactory factory;
  private final Shape shape;
  private final TaskJson tasks;

  /** The shape is that of each item. */
  BulkCreation(Bus bus, TaskFactory factory, Shape shape, TaskJson tasks) {
    this.bus = bus;
    this.factory = factory;
    this.shape = shape;
    this.tasks = tasks;
  }

  /** What became of an item: a task, or the reason why not. */
  private record Outcome(int index, @Nullable Task task, @Nullable Throwable failure) {}

  @Override
  public Future<Answer> handle(Input input) {
    var defaults = defaults(input.body());
    var items = input.body().getJsonArray("items");
    var outcomes =
        IntStream.range(0, items.size())
            .mapToObj(
                index ->
                    create(items.getValue(index), defaults, new Position(index, input))
                        .transform(
                            made ->
                                Future.succeededFuture(
                                    new Outcome(index, made.result(), made.cause()))))
            .toList();
    return Future.join(outcomes).map(all -> answer(outcomes.stream().map(Future::result).toList()));
  }

  private record Position(int index, Input input) {
    List<Object> loc() {
      return List.of("body", "items", index);
    }
  }

  private JsonObject defaults(JsonObject body) {
    var given = body.getJsonObject("defaults");
    var defaults = new JsonObject();
    if (given != null) {
      var checked = shape.check(given, List.of("body", "defaults"));
      if (!checked.violations().isEmpty()) {
        throw new Problem.Invalid(checked.violations());
      }
      defaults = checked.object();
    }
    var fieldId = body.getString("field_id");
    return fieldId == null || defaults.containsKey("field_id")
        ? defaults
        : defaults.copy().put("field_id", fieldId);
  }

  private Future<Task> create(@Nullable Object item, JsonObject defaults, Position at) {
    var checked = shape.check(item, at.loc());
    if (!checked.violations().isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(checked.violations()));
    }
    var members = new JsonObject(new LinkedHashMap<>(defaults.getMap()));
    checked.object().getMap().forEach(members::put);
    try {
      return bus.request(factory.create(TaskInput.newTask(members), at.input().caller()));
    } catch (Problem.Invalid invalid) {
      var located = invalid.violations().stream().map(v -> within(at, v)).toList();
      return Future.failedFuture(
          new Problem.Invalid(invalid.code(), checked.spelling().of(located)));
    }
  }

  /** The core speaks of the body; here the body of each is an item. */
  private static Violation within(Position at, Violation violation) {
    var loc = new ArrayList<>(at.loc());
    loc.addAll(violation.loc().subList(1, violation.loc().size()));
    return new Violation(List.copyOf(loc), violation.msg(), violation.type());
  }

  private Answer answer(List<Outcome> outcomes) {
    var created =
        outcomes.stream().flatMap(outcome -> Optional.ofNullable(outcome.task()).stream()).toList();
    var failed = outcomes.stream().filter(outcome -> outcome.failure() != null).toList();
    if (created.isEmpty()) {
      throw refusal(failed.stream().map(Outcome::failure).toList());
    }
    return Answer.of(
        201,
        JsonWriter.write(
            json ->
                json.objects("created", created, tasks::write)
                    .objects("failed", failed, BulkCreation::write)
                    .object(
                        "summary",
                        summary ->
                            summary
                                .integer("total", outcomes.size())
                                .integer("created", created.size())
                                .integer("failed", failed.size()))));
  }

  private static void write(JsonWriter json, Outcome outcome) {
    json.integer("index", outcome.index())
        .value("detail", Problems.detail(java.util.Objects.requireNonNull(outcome.failure())));
  }

  /** None was created: trouble of the service's own if there was any, else all violations. */
  private static RuntimeException refusal(List<@Nullable Throwable> failures) {
    var violations = new ArrayList<Violation>();
    for (var failure : failures) {
      if (failure instanceof Problem.Invalid invalid) {
        violations.addAll(invalid.violations());
      } else if (failure instanceof RuntimeException other) {
        return other;
      } else if (failure != null) {
        return new IllegalStateException(failure);
      }
    }
    return new Problem.Invalid(violations);
  }
}
