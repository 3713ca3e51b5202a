package dev.errand.api.exchange;

import dev.errand.api.contract.Contract;
import dev.errand.api.contract.Shape;
import dev.errand.api.task.PlaceLookup;
import dev.errand.api.task.TaskEndpoints;
import dev.errand.api.task.TaskInput;
import dev.errand.core.bus.Bus;
import dev.errand.core.exchange.ExchangeCommand.FindNamed;
import dev.errand.core.exchange.Named;
import dev.errand.core.identity.Caller;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.ImportedTask;
import dev.errand.core.task.Places;
import dev.errand.core.task.TaskFactory;
import dev.errand.core.tasktype.Performer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes tasks of records, and tells what keeps others from it. Blocks; thread-safe. */
final class Drafting {

  private final Shape shape;
  private final Set<String> members;
  private final Set<String> readOnly;
  private final Bus bus;
  private final TaskFactory factory;
  private final InstantSource clock;

  Drafting(Contract contract, TaskEndpoints.Means means) {
    shape = contract.shape("ImportedTask");
    var schemas = contract.json().getJsonObject("components").getJsonObject("schemas");
    members = Set.copyOf(properties(schemas, "ImportedTask"));
    readOnly = properties(schemas, "Task");
    readOnly.removeAll(members);
    bus = means.bus();
    clock = means.clock();
    factory = new TaskFactory(means.types(), means.ids(), means.clock());
  }

  private static Set<String> properties(JsonObject schemas, String name) {
    return new HashSet<>(schemas.getJsonObject(name).getJsonObject("properties").fieldNames());
  }

  /** The columns that a table may have; some of them tell nothing that is kept. */
  Set<String> columns() {
    var columns = new HashSet<>(readOnly);
    columns.addAll(members);
    return columns;
  }

  /** The draft of a record; empty if something is wrong with it, and then the findings say what. */
  Optional<Draft> draft(FileRecord record, Layout layout, List<Finding> findings) {
    findings.addAll(record.flaws());
    if (record.flaws().stream().anyMatch(Finding::error)) {
      return Optional.empty();
    }
    var found = new ArrayList<Finding>();
    var members = layout.members(record, found).copy();
    readOnly.forEach(members::remove);
    members.getMap().values().removeIf(java.util.Objects::isNull);
    var checked = shape.check(members, List.of("body"));
    checked.violations().forEach(v -> found.add(layout.found(record, v, members)));
    var draft = new Draft(record, checked.object());
    if (found.isEmpty()) {
      problem(draft).ifPresent(v -> found.add(layout.found(record, v, members)));
    }
    findings.addAll(found);
    return found.isEmpty() ? Optional.of(draft) : Optional.empty();
  }

  private Optional<Violation> problem(Draft draft) {
    if (draft.hasForeignId()) {
      return Optional.of(
          Violation.ofBody(
              "id",
              "must be the id that Errand gave a task at its created_at; leave it out for another one",
              "id"));
    }
    var createdAt = draft.createdAt();
    return createdAt != null
            && (createdAt.isAfter(clock.instant()) || createdAt.isBefore(Instant.EPOCH))
        ? Optional.of(
            Violation.ofBody("created_at", "must lie between 1970 and now, in UTC", "created_at"))
        : Optional.empty();
  }

  /** The people and sites that drafts name. */
  Named named(Caller caller, List<Draft> drafts, boolean create) {
    var people = new HashSet<String>();
    var sites = new HashSet<String>();
    for (var draft : drafts) {
      Optional.ofNullable(draft.assignee()).ifPresent(people::add);
      Optional.ofNullable(draft.owner()).ifPresent(people::add);
      Optional.ofNullable(draft.site()).ifPresent(sites::add);
    }
    return Waits.on(bus.request(new FindNamed(caller, people, sites, create)));
  }

  /** The tasks of drafts, without those that something is wrong with. */
  List<ImportedTask> tasks(Batch batch, Caller caller, Named named, List<Finding> findings) {
    var bodies = batch.drafts().stream().map(draft -> draft.body(named)).toList();
    var known = bodies.stream().map(body -> known(body, named)).toList();
    var places = Waits.on(new PlaceLookup(bus).of(caller, known));
    var tasks = new ArrayList<ImportedTask>();
    for (int i = 0; i < bodies.size(); i++) {
      var draft = batch.drafts().get(i);
      try {
        tasks.add(task(draft, bodies.get(i), caller, new Around(named, places)));
      } catch (Problem.Invalid invalid) {
        for (var violation : invalid.violations()) {
          findings.add(batch.layout().found(draft.record(), violation, draft.members()));
        }
      }
    }
    return tasks;
  }

  /** Nobody knows of the zone of a site that is only going to be made, nor that it is there. */
  private static JsonObject known(JsonObject body, Named named) {
    var site = body.getString("site_id");
    boolean made =
        named.newSites().stream()
            .anyMatch(name -> String.valueOf(named.sites().get(name)).equals(site));
    var known = body.copy();
    if (made) {
      known.remove("site_id");
    }
    known.remove("parent_id");
    return known;
  }

  private record Around(Named named, Places places) {}

  private ImportedTask task(Draft draft, JsonObject body, Caller caller, Around around) {
    // Tasks of workers would be queued, and an unknown type would be one of workers.
    body.put(
        "run_immediately",
        Performer.WORKER.word().equals(body.getString("performer")) ? false : null);
    var owner =
        draft.owner() == null ? caller.userId() : around.named().people().get(draft.owner());
    var createdAt = Optional.ofNullable(draft.createdAt()).orElseGet(clock::instant);
    var command =
        factory.imported(
            TaskInput.newTask(body),
            new TaskFactory.Author(caller, owner),
            around.places(),
            createdAt);
    return new ImportedTask(command.as(draft.id(createdAt)), draft.key(), draft.past());
  }

  /**
   * Records that are imported together.
   *
   * @param layout of their file
   */
  record Batch(List<Draft> drafts, Layout layout) {}
}
