package dev.errand.api.task;

import static java.util.Objects.requireNonNull;

import dev.errand.api.contract.Shape;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.json.JsonWriter;
import dev.errand.api.problem.Problems;
import dev.errand.core.bus.Bus;
import dev.errand.core.identity.Ids;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.schedule.OffLoop;
import dev.errand.core.task.Places;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskCommand.CreateTasks;
import dev.errand.core.task.TaskCommand.Created;
import dev.errand.core.task.TaskFactory;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Creates many tasks, each by itself; persistence puts them into few statements. Thread-safe. */
final class BulkCreation implements Endpoint {

  private static final List<String> FOR_ALL = List.of("field_id", "assignee_id");
  private static final List<String> GROUNDS = List.of("confidence", "reason");

  private final Bus bus;
  private final TaskFactory factory;
  private final Shape shape;
  private final TaskJson tasks;
  private final PlaceLookup places;

  /** The shape is that of each item. */
  BulkCreation(Bus bus, TaskFactory factory, Shape shape, TaskJson tasks) {
    this.bus = bus;
    this.factory = factory;
    this.shape = shape;
    this.tasks = tasks;
    places = new PlaceLookup(bus);
  }

  /** What is to become of an item: a task, or the reason why not. */
  private record Outcome(int index, @Nullable CreateTask command, @Nullable Problem failure) {

    /** What is wrong with it, each thing in its place; a conflict has none but the item's. */
    List<Violation> violations() {
      return failure instanceof Problem.Invalid invalid
          ? invalid.violations()
          : List.of(
              new Violation(
                  List.of("body", "items", index),
                  String.valueOf(requireNonNull(failure).getMessage()),
                  "refused"));
    }
  }

  @Override
  public Future<Answer> handle(Input input) {
    var defaults = defaults(input.body());
    var items = input.body().getJsonArray("items");
    var checked =
        IntStream.range(0, items.size())
            .mapToObj(index -> check(items.getValue(index), defaults, new Position(index, input)))
            .toList();
    var members = checked.stream().flatMap(item -> Stream.ofNullable(item.members())).toList();
    return places
        .of(input.caller(), members)
        .compose(
            found -> {
              Supplier<List<Outcome>> preparing =
                  () -> checked.stream().map(item -> prepare(item, found)).toList();
              return hasSchedules(defaults, items)
                  ? OffLoop.compute(preparing::get)
                  : Future.succeededFuture(preparing.get());
            })
        .compose(outcomes -> create(outcomes, input));
  }

  /** Schedules may take a while to compute. */
  private static boolean hasSchedules(JsonObject defaults, JsonArray items) {
    return isScheduled(defaults) || items.stream().anyMatch(BulkCreation::isScheduled);
  }

  private static boolean isScheduled(Object item) {
    return item instanceof JsonObject task
        && (task.getValue("schedule") != null || task.getValue("repeat_interval") != null);
  }

  private Future<Answer> create(List<Outcome> outcomes, Input input) {
    var right = outcomes.stream().filter(outcome -> outcome.command() != null).toList();
    var wrong = outcomes.stream().filter(outcome -> outcome.failure() != null).toList();
    if (right.isEmpty()) {
      throw none(wrong);
    }
    // One command for all: sent one by one, a few such requests would fill the queue.
    var commands = right.stream().map(outcome -> named(outcome, input)).toList();
    var claim = input.claim();
    return bus.request(new CreateTasks(commands, claim != null && claim.again()))
        .map(created -> answer(right, created, wrong, input));
  }

  /** By an id that is the same whenever the same request is carried out. */
  private static CreateTask named(Outcome outcome, Input input) {
    var command = requireNonNull(outcome.command());
    var claim = input.claim();
    return claim == null ? command : command.as(Ids.ofPart(claim.id(), outcome.index()));
  }

  private Answer answer(
      List<Outcome> asked, List<Created> answered, List<Outcome> wrong, Input input) {
    var created = new ArrayList<Task>(asked.size());
    var failed = new ArrayList<>(wrong);
    for (int i = 0; i < asked.size(); i++) {
      var answer = answered.get(i);
      if (answer.task() != null) {
        created.add(answer.task());
      } else {
        var index = asked.get(i).index();
        failed.add(
            new Outcome(
                index,
                null,
                located(requireNonNull(answer.refusal()), new Position(index, input))));
      }
    }
    failed.sort(Comparator.comparingInt(Outcome::index));
    if (created.isEmpty()) {
      throw none(failed);
    }
    return answer(201, created, failed);
  }

  private static Problem located(Problem problem, Position at) {
    return problem instanceof Problem.Invalid invalid
        ? new Problem.Invalid(
            invalid.code(), invalid.violations().stream().map(v -> within(at, v)).toList())
        : problem;
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
    var all = new JsonObject();
    for (var name : FOR_ALL) {
      if (body.getValue(name) != null) {
        all.put(name, body.getValue(name));
      }
    }
    return all.mergeIn(defaults);
  }

  /**
   * An item that was checked against the contract.
   *
   * @param members with the defaults; null if something is wrong with it
   */
  private record Item(Shape.Checked checked, Position at, @Nullable JsonObject members) {}

  private Item check(@Nullable Object item, JsonObject defaults, Position at) {
    var checked = shape.check(item, at.loc());
    if (!checked.violations().isEmpty()) {
      return new Item(checked, at, null);
    }
    var members = new JsonObject(new LinkedHashMap<>(defaults.getMap()));
    checked.object().getMap().forEach(members::put);
    return new Item(checked, at, keepGrounds(members));
  }

  /** Why a task was suggested stays with it. */
  private static JsonObject keepGrounds(JsonObject members) {
    for (var name : GROUNDS) {
      var ground = members.remove(name);
      if (ground != null) {
        var metadata = members.getJsonObject("metadata");
        members.put(
            "metadata", (metadata == null ? new JsonObject() : metadata.copy()).put(name, ground));
      }
    }
    return members;
  }

  private Outcome prepare(Item item, Places found) {
    var at = item.at();
    var members = item.members();
    if (members == null) {
      return new Outcome(at.index(), null, new Problem.Invalid(item.checked().violations()));
    }
    try {
      var command = factory.create(TaskInput.newTask(members), at.input().caller(), found);
      return new Outcome(at.index(), command, null);
    } catch (Problem.Invalid invalid) {
      var located = invalid.violations().stream().map(v -> within(at, v)).toList();
      return new Outcome(
          at.index(),
          null,
          new Problem.Invalid(invalid.code(), item.checked().spelling().of(located)));
    }
  }

  /** The core speaks of the body; here the body of each is an item. */
  private static Violation within(Position at, Violation violation) {
    var loc = new ArrayList<>(at.loc());
    loc.addAll(violation.loc().subList(1, violation.loc().size()));
    return new Violation(List.copyOf(loc), violation.msg(), violation.type());
  }

  private Answer answer(int status, List<Task> created, List<Outcome> failed) {
    return Answer.of(
        status,
        JsonWriter.write(
            json ->
                json.objects("created", created, tasks::write)
                    .objects("failed", failed, BulkCreation::write)
                    .object(
                        "summary",
                        summary ->
                            summary
                                .integer("total", created.size() + failed.size())
                                .integer("created", created.size())
                                .integer("failed", failed.size()))));
  }

  private static void write(JsonWriter json, Outcome outcome) {
    json.integer("index", outcome.index())
        .value("detail", Problems.detail(requireNonNull(outcome.failure())));
  }

  /** None is right: all that is wrong, in one answer; nothing is, if there is no room for any. */
  private static Problem none(List<Outcome> failed) {
    var first = requireNonNull(failed.getFirst().failure());
    boolean full =
        failed.stream().allMatch(each -> each.failure() instanceof Problem.LimitExceeded);
    return full
        ? first
        : new Problem.Invalid(
            failed.stream().flatMap(outcome -> outcome.violations().stream()).toList());
  }
}
