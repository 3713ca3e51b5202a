package dev.errand.core.task;

import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.schedule.NewSchedule;
import dev.errand.core.schedule.Policy.Mode;
import dev.errand.core.task.Task.Kind;
import dev.errand.core.task.Task.Ownership;
import dev.errand.core.task.Task.Progress;
import dev.errand.core.task.Task.Statistics;
import dev.errand.core.task.Task.Timeline;
import dev.errand.core.task.Task.Underway;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.tasktype.Performer;
import dev.errand.core.tasktype.RegisteredType;
import dev.errand.core.tasktype.TaskTypes;
import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tasks that callers want: finds the type, merges and checks the config, and decides
 * whether the task waits, is scheduled or queued. Thread-safe; touches no database, so it runs
 * where the request is.
 */
public final class TaskFactory {

  /** The type of a task that names none. */
  private static final String CONTRADICTION = "contradiction";

  private static final String DEFAULT_TYPE = "other";

  private final TaskTypes types;
  private final Ids ids;
  private final InstantSource clock;
  private final TaskSchedules schedules;

  /** Types to choose from, and the sources of ids and time. */
  public TaskFactory(TaskTypes types, Ids ids, InstantSource clock) {
    this.types = types;
    this.ids = ids;
    this.clock = clock;
    schedules = new TaskSchedules(ids);
  }

  /**
   * Checks and completes a new task.
   *
   * @throws Problem.Invalid naming everything that is wrong
   * @throws Problem.Denied if the caller may not create tasks
   */
  public CreateTask create(NewTask wanted, Caller caller) {
    return create(wanted, caller, Places.UNKNOWN);
  }

  /**
   * The same, knowing of the people and sites that the task names.
   *
   * @throws Problem.Invalid naming everything that is wrong
   * @throws Problem.Denied if the caller may not create tasks
   */
  public CreateTask create(NewTask wanted, Caller caller, Places places) {
    TaskAccess.requireCreate(caller);
    var now = clock.instant();
    return task(check(wanted, places), new Author(caller, caller.userId()), now);
  }

  /**
   * The task that a schedule creates at its time.
   *
   * @param draft see {@link TaskDraft}
   * @param trigger of its first execution, if it has one
   * @throws Problem.Invalid if the draft has become wrong
   */
  public CreateTask occurrence(JsonObject draft, Execution.Trigger trigger, Author author) {
    var wanted = TaskDraft.task(draft, new NewTask.Start(null, null, trigger));
    boolean human = resolve(wanted).performer() == Performer.HUMAN;
    var start = new NewTask.Start(human ? null : true, null, trigger);
    var now = clock.instant();
    return task(check(TaskDraft.task(draft, start), Places.UNKNOWN), author, now);
  }

  /**
   * A task as it was elsewhere, of which nothing runs but its schedule. Times that have passed hold
   * nothing up: a reminder in the past is left out, like the time by which it had to start.
   *
   * @throws Problem.Invalid naming everything that is wrong
   */
  public CreateTask imported(NewTask wanted, Author author, Places places, Instant createdAt) {
    return task(check(wanted, places, true), author, createdAt);
  }

  /** Who does the work of a wanted task. */
  public Performer performer(NewTask wanted) {
    return resolve(wanted).performer();
  }

  /**
   * Who creates a task, and for whom.
   *
   * @param ownerId whose it will be
   */
  public record Author(Caller caller, @Nullable String ownerId) {}

  /** Everything that is wrong with a wanted task. */
  public List<Violation> problems(NewTask wanted, Places places) {
    try {
      check(wanted, places);
      return List.of();
    } catch (Problem.Invalid invalid) {
      return invalid.violations();
    }
  }

  private Checked check(NewTask asked, Places places) {
    return check(asked, places, false);
  }

  private Checked check(NewTask asked, Places places, boolean forgetsPast) {
    var type = resolve(asked);
    var problems = new ArrayList<Violation>();
    var members = asked.members().copy();
    LocalMembers.settle(members, places, problems);
    places.checkParent(asked.origin().parentId(), problems);
    LocalMembers.prune(members);
    if (forgetsPast) {
      forgetPast(members);
    }
    var wanted = asked.with(members);
    var details = TaskDetails.from(complete(wanted, type));
    problems.addAll(type.checkConfig(details.content().config()));
    if (wanted.members().getString("title") == null && type.performer() != Performer.WORKER) {
      problems.add(Violation.ofBody("title", "is required", "missing"));
    }
    checkTimes(wanted, details, problems);
    problems.addAll(TermsRules.check(wanted));
    var schedule = schedule(wanted, type, details, problems);
    if (!problems.isEmpty()) {
      throw new Problem.Invalid(problems);
    }
    return new Checked(wanted, type, details, schedule);
  }

  private void forgetPast(JsonObject members) {
    for (var name : List.of("reminder_at", "expires_at")) {
      var at = TaskDetails.instant(members.getString(name));
      if (at != null && !at.isAfter(clock.instant())) {
        members.remove(name);
      }
    }
  }

  private void checkTimes(NewTask wanted, TaskDetails details, List<Violation> problems) {
    var now = clock.instant();
    var expiresAt = details.keeping().expiresAt();
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      problems.add(Violation.ofBody("expires_at", "must lie in the future", "past"));
    }
    var remindAt = TaskDetails.instant(wanted.members().getString("reminder_at"));
    if (remindAt != null && !remindAt.isAfter(now)) {
      problems.add(Violation.ofBody("reminder_at", "must lie in the future", "past"));
    }
    var start = wanted.start();
    boolean later = start.runAt() != null && start.runAt().isAfter(now);
    if (later && Boolean.TRUE.equals(start.immediately()) && start.schedule() == null) {
      problems.add(
          Violation.ofBody(
              "run_immediately",
              "contradicts run_at, which is later: leave out one",
              CONTRADICTION));
      problems.add(
          Violation.ofBody(
              "run_at",
              "lies ahead, and contradicts run_immediately: leave out one",
              CONTRADICTION));
    }
  }

  private @Nullable NewSchedule schedule(
      NewTask wanted, RegisteredType type, TaskDetails details, List<Violation> problems) {
    var value = wanted.start().schedule();
    if (value == null) {
      return null;
    }
    var effort = details.effort();
    var own =
        new TaskSchedules.Own(
            effort.timezone(), wanted.start().runAt(), effort.dueAt(), wanted.start().first());
    return schedules.read(
        new TaskSchedules.Wanted(
            value, List.of("body", "schedule"), type.performer(), own, clock.instant()),
        TaskDraft.of(wanted),
        problems);
  }

  private record Checked(
      NewTask wanted, RegisteredType type, TaskDetails details, @Nullable NewSchedule schedule) {}

  private CreateTask task(Checked checked, Author author, Instant now) {
    var wanted = checked.wanted();
    var type = checked.type();
    var caller = author.caller();
    var progress = progress(checked, now);
    var key = new TaskKey(caller.tenantId(), ids.next());
    var preset = wanted.origin().preset();
    var task =
        new Task(
            key,
            new Kind(
                wanted.namespace() == null ? "default" : wanted.namespace(),
                type.descriptor().name(),
                type.performer(),
                preset == null ? type.descriptor().defaults().credits() : preset.creditsPerRun(),
                wanted.keys()),
            checked.details(),
            new Ownership(author.ownerId(), caller.userId(), wanted.origin()),
            progress,
            Task.Remarks.NONE,
            new Timeline(1, now, now, null, null));
    var queued = progress.execution().id() != null;
    var trigger = queued ? wanted.start().trigger() : null;
    var terms = wanted.start().terms();
    TermsRules.requireQueued(terms, type, progress.status());
    var remindAt = TaskDetails.instant(wanted.members().getString("reminder_at"));
    return new CreateTask(task, trigger, caller, terms, checked.schedule(), remindAt);
  }

  private Progress progress(Checked checked, Instant now) {
    var schedule = checked.schedule();
    if (schedule == null) {
      return progress(checked.wanted().start(), checked.type(), now);
    }
    var recurrence = new Task.Recurrence(schedule.id(), schedule.spec().toJson());
    var start = checked.wanted().start();
    boolean runs = schedule.mode() == Mode.RUN_TASK;
    if (runs && !Boolean.TRUE.equals(start.immediately())) {
      return new Progress(
          TaskStatus.SCHEDULED,
          0,
          new Underway(null, schedule.fireAt(), null, null),
          Statistics.NONE,
          null,
          null,
          null,
          recurrence,
          null);
    }
    // The time is that of the first firing.
    var own = new NewTask.Start(start.immediately(), null, start.trigger());
    return progress(own, checked.type(), now).recurring(recurrence);
  }

  private Progress progress(NewTask.Start start, RegisteredType type, Instant now) {
    var performer = type.performer();
    boolean later = start.runAt() != null && start.runAt().isAfter(now);
    boolean queued =
        Boolean.TRUE.equals(start.immediately())
            || (start.immediately() == null
                && (start.runAt() != null || performer == Performer.WORKER));
    if (performer == Performer.HUMAN && (queued || later)) {
      var member = start.immediately() == null ? "run_at" : "run_immediately";
      throw new Problem.Invalid(
          "not_executable",
          List.of(
              Violation.ofBody(
                  member,
                  "cannot be used with type %s, whose tasks are done by a person"
                      .formatted(type.descriptor().name()),
                  "not_executable")));
    }
    var status = later ? TaskStatus.SCHEDULED : queued ? TaskStatus.QUEUED : TaskStatus.PENDING;
    var runAt = later ? start.runAt() : now;
    return new Progress(
        status,
        status == TaskStatus.PENDING ? 0 : 1,
        status == TaskStatus.PENDING
            ? Underway.NOTHING
            : new Underway(ids.next(), runAt, null, null),
        Statistics.NONE,
        null,
        null,
        null,
        null,
        null);
  }

  private RegisteredType resolve(NewTask wanted) {
    var name = wanted.type() == null ? DEFAULT_TYPE : wanted.type();
    var known = types.find(name);
    boolean wantsWorker = wanted.performer() == Performer.WORKER;
    if (known.isEmpty() && (wantsWorker || wanted.start().immediately() != null)) {
      return RegisteredType.ofWorkers(name);
    }
    if (known.isEmpty()) {
      throw new Problem.Invalid(
          List.of(
              Violation.ofBody(
                  "type",
                  "must be one of %s; or set performer to \"worker\" for a type of your own"
                      .formatted(types.names()),
                  "unknown_type")));
    }
    if (wanted.performer() != null && wanted.performer() != known.get().performer()) {
      throw new Problem.Invalid(
          List.of(
              Violation.ofBody(
                  "performer",
                  "must be %s for type %s"
                      .formatted(known.get().performer().word(), known.get().descriptor().name()),
                  "performer")));
    }
    return known.get();
  }

  private static JsonObject complete(NewTask wanted, RegisteredType type) {
    var members = wanted.members().copy();
    TaskType descriptor = type.descriptor();
    if (members.getString("title") == null) {
      members.put("title", descriptor.name());
    }
    members.put(
        "config",
        descriptor
            .config()
            .defaults()
            .copy()
            .mergeIn(members.getJsonObject("config", new JsonObject())));
    var retry = members.getJsonObject("retry_policy");
    if (retry != null) {
      members.put(
          "retry_policy", RetryPolicy.of(descriptor.defaults().retry()).with(retry).toJson());
    }
    return members;
  }
}
