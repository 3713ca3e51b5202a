package dev.errand.core.recurrence;

import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.postgres.Transaction;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.recurrence.FiringQuotas.Moment;
import dev.errand.core.recurrence.FiringWrites.Made;
import dev.errand.core.recurrence.FiringWrites.Written;
import dev.errand.core.task.OccurrenceInserts;
import dev.errand.core.task.TaskAstronomy;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskDraft;
import dev.errand.core.task.TaskFactory;
import dev.errand.core.task.TaskFactory.Author;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Creates the tasks of schedules that create tasks. Confined to one event loop. */
final class Occurrences {

  private static final String CREATOR = "system:schedule";

  private final TaskFactory factory;
  private final OccurrenceInserts inserts;
  private final TaskAstronomy astronomy;

  Occurrences(TaskFactory factory, OccurrenceInserts inserts, TaskAstronomy astronomy) {
    this.factory = factory;
    this.inserts = inserts;
    this.astronomy = astronomy;
  }

  /** What became of the times at which tasks were to be created. */
  static final class Created {
    private final Map<Moment, CreateTask> tasks = new HashMap<>();
    private final Map<Moment, String> refusals = new HashMap<>();
    private Set<UUID> without = new HashSet<>();
    private final Map<Moment, String> exceeded;

    Created(Map<Moment, String> exceeded) {
      this.exceeded = exceeded;
    }

    /** The time, left out if there is no room for it. */
    Plan.Time judged(Plan plan, Plan.Time time) {
      var why = exceeded.get(new Moment(plan.schedule().key(), time.logical()));
      return why == null ? time : Plan.Time.skipped(time.logical(), why);
    }

    Written written(Plan plan, Plan.Time planned, UUID eventId, Instant now) {
      var time = judged(plan, planned);
      var schedule = plan.schedule();
      var moment = new Moment(schedule.key(), time.logical());
      var command = tasks.get(moment);
      var refusal = refusals.get(moment);
      if (command != null && without.contains(command.task().key().id())) {
        command = null;
        time = Plan.Time.skipped(time.logical(), "another task has its unique key");
      } else if (refusal != null) {
        time = Plan.Time.skipped(time.logical(), refusal);
      }
      var progress = command == null ? null : command.task().progress();
      return new Written(
          schedule.key(),
          time,
          command != null
              ? Firing.Outcome.FIRED
              : refusal != null ? Firing.Outcome.FAILED : Firing.Outcome.SKIPPED,
          new Made(
              command == null ? null : command.task().key().id(),
              progress == null ? null : progress.execution().id(),
              eventId),
          false,
          time.replaces() && schedule.task() != null ? schedule.task().id() : null,
          now,
          now);
    }
  }

  Future<Created> create(Transaction transaction, List<Plan> plans, Map<Moment, String> exceeded) {
    var created = new Created(exceeded);
    for (var plan : plans) {
      var draft = plan.schedule().draft();
      if (draft != null) {
        plan.times().stream()
            .map(time -> created.judged(plan, time))
            .filter(Plan.Time::fires)
            .forEach(time -> make(plan.schedule(), draft, time.logical(), created));
      }
    }
    if (created.tasks.isEmpty()) {
      return Future.succeededFuture(created);
    }
    var schedules =
        created.tasks.entrySet().stream()
            .collect(
                Collectors.toMap(e -> e.getValue().task().key().id(), e -> e.getKey().key().id()));
    return astronomy
        .added(List.copyOf(created.tasks.values()))
        .compose(tasks -> inserts.insert(transaction, tasks, schedules))
        .map(
            without -> {
              created.without = without;
              return created;
            });
  }

  /** A draft that has become wrong fails alone. */
  private void make(DueSchedule schedule, JsonObject draft, Instant logical, Created created) {
    var moment = new Moment(schedule.key(), logical);
    var id = schedule.key().id().toString();
    var trigger =
        new Execution.Trigger(
            "schedule",
            new JsonObject().put("schedule_id", id).put("logical_at", logical.toString()));
    var caller =
        new Caller(
            schedule.key().tenantId(),
            CREATOR,
            Role.ADMIN,
            null,
            new Caller.Origin(id, null),
            Sight.ALL);
    try {
      created.tasks.put(
          moment,
          factory.occurrence(
              TaskDraft.at(draft, logical, schedule.spec()),
              trigger,
              new Author(caller, schedule.ownerId())));
    } catch (Problem.Invalid invalid) {
      created.refusals.put(moment, "the task cannot be created: " + said(invalid));
    }
  }

  private static String said(Problem.Invalid invalid) {
    return invalid.violations().stream().map(Occurrences::said).collect(Collectors.joining("; "));
  }

  private static String said(Violation violation) {
    return violation.loc().stream().skip(1).map(String::valueOf).collect(Collectors.joining("."))
        + ' '
        + violation.msg();
  }
}
