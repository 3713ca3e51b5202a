package dev.errand.core.recurrence;

import dev.errand.core.calendar.DueDays;
import dev.errand.core.identity.Sight;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.Revisions;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.quota.QuotaRows.Item;
import dev.errand.core.quota.Quotas;
import dev.errand.core.recurrence.FireDue.Fired;
import dev.errand.core.recurrence.ScheduleCommand.AttachSchedule;
import dev.errand.core.recurrence.ScheduleCommand.CreateSchedule;
import dev.errand.core.recurrence.ScheduleCommand.DeleteSchedule;
import dev.errand.core.recurrence.ScheduleCommand.FireSchedule;
import dev.errand.core.recurrence.ScheduleCommand.PauseSchedule;
import dev.errand.core.recurrence.ScheduleCommand.ResumeSchedule;
import dev.errand.core.recurrence.ScheduleCommand.UpdateSchedule;
import dev.errand.core.recurrence.ScheduleQuery.GetSchedule;
import dev.errand.core.recurrence.ScheduleQuery.ListFirings;
import dev.errand.core.recurrence.ScheduleQuery.ListSchedules;
import dev.errand.core.recurrence.ScheduleQuery.Page;
import dev.errand.core.recurrence.ScheduleWrites.Change;
import dev.errand.core.schedule.Policy.Mode;
import dev.errand.core.task.OccurrenceInserts;
import dev.errand.core.task.Places;
import dev.errand.core.task.ScheduledInserts;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskAstronomy;
import dev.errand.core.task.TaskCommand.Condition;
import dev.errand.core.task.TaskCommand.UpdateTask;
import dev.errand.core.task.TaskFactory;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.Tasks;
import dev.errand.core.tasktype.Performer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The use cases of schedules. Confined to one event loop. */
public final class Schedules {

  /** Starting over more often than this means that a schedule changes without end. */
  private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);

  private final Pg pg;
  private final InstantSource clock;
  private final ScheduleReads reads;
  private final ScheduleWrites writes;
  private final ScheduleEdits edits;
  private final ScheduledInserts inserts;
  private final FiringPass pass;
  private final Quotas quotas;

  /** On the event loop of the verticle that will call it. */
  public Schedules(Tasks.Means means, Quotas quotas, DueDays dueDays) {
    pg = means.pg();
    clock = means.clock();
    reads = new ScheduleReads(pg);
    writes = new ScheduleWrites(pg, means.ids());
    var factory = new TaskFactory(means.types(), means.ids(), clock);
    edits = new ScheduleEdits(factory, means.ids(), clock);
    inserts = new ScheduledInserts(pg, means.ids());
    var occurrences =
        new Occurrences(
            factory, new OccurrenceInserts(pg, means.ids()), new TaskAstronomy(dueDays));
    this.quotas = quotas;
    pass = new FiringPass(pg, means.ids(), occurrences, new FiringQuotas(factory, quotas.levels()));
  }

  /** Fires what is due. */
  public Future<Fired> fireDue(FireDue command) {
    return pass.run(command);
  }

  /** Creates. */
  public Future<Schedule> create(CreateSchedule command) {
    var tenantId = command.first().task().key().tenantId();
    var first = command.first();
    boolean runs = Objects.requireNonNull(first.schedule()).mode() == Mode.RUN_TASK;
    return quotas
        .within(
            first.caller(),
            new Item(first.task().key().id(), runs, false),
            () -> inserts.schedule(first, command.name()),
            id -> true)
        .compose(id -> reads.find(new ScheduleKey(tenantId, id), Sight.ALL));
  }

  /** Gives one to a task that has none. */
  public Future<Schedule> attach(AttachSchedule command, Tasks tasks) {
    var caller = command.caller();
    var patch = new JsonObject().put("schedule", command.spec());
    return tasks
        .get(new GetTask(command.task(), caller.sight()))
        .compose(
            task -> {
              requireNone(task);
              var condition = new Condition(caller, task.etag());
              return tasks.update(new UpdateTask(command.task(), patch, condition));
            })
        .compose(task -> named(task, command));
  }

  private static void requireNone(Task task) {
    var recurrence = task.progress().recurrence();
    if (recurrence != null) {
      throw new Problem.Conflict(
          "already_scheduled",
          "The task has a schedule already: change that, or delete it",
          Map.of("schedule_id", recurrence.scheduleId().toString()));
    }
  }

  private Future<Schedule> named(Task task, AttachSchedule command) {
    var recurrence = task.progress().recurrence();
    if (recurrence == null) {
      throw neverFires();
    }
    var key = new ScheduleKey(task.key().tenantId(), recurrence.scheduleId());
    var name = command.name();
    return name == null
        ? reads.find(key, command.caller().sight())
        : update(
            new UpdateSchedule(
                key,
                new JsonObject().put("name", name),
                Places.UNKNOWN,
                new Condition(command.caller(), null)));
  }

  /** Refuses a schedule without a time. */
  public static Problem neverFires() {
    return new Problem.Invalid(
        List.of(
            Violation.ofBody("schedule", "must say when it fires; never is no schedule", "type")));
  }

  /** Reads one. */
  public Future<Schedule> get(GetSchedule query) {
    return reads.find(query.key(), query.sight());
  }

  /** Lists. */
  public Future<Page<Schedule, UUID>> list(ListSchedules query) {
    return reads.list(query);
  }

  /** Lists what became of a schedule's times. */
  public Future<Page<Firing, Instant>> firings(ListFirings query) {
    return reads.firings(query);
  }

  /** Changes. A patch that changes nothing writes nothing. */
  public Future<Schedule> update(UpdateSchedule command) {
    return change(
            command.key(),
            command.condition(),
            "update",
            change ->
                edits
                    .of(change.read(), command.patch(), command.around())
                    .compose(
                        edit ->
                            edit.isEmpty()
                                ? Future.succeededFuture(true)
                                : writes.update(change, edit.get())))
        .compose(read -> reads.find(command.key(), Sight.ALL));
  }

  /** Ends for good; answers with it as it was. */
  public Future<Schedule> delete(DeleteSchedule command) {
    return change(command.key(), command.condition(), "delete", writes::delete);
  }

  /** Holds back; one that is paused already stays as it is. */
  public Future<Schedule> pause(PauseSchedule command) {
    return change(
            command.key(),
            command.condition(),
            "pause",
            change ->
                change.read().standing().paused()
                    ? Future.succeededFuture(true)
                    : writes.pause(change, command.reason()))
        .compose(read -> reads.find(command.key(), Sight.ALL));
  }

  /** Lets go on. */
  public Future<Schedule> resume(ResumeSchedule command) {
    return change(
            command.key(),
            command.condition(),
            "resume",
            change ->
                change.read().standing().paused() ? resume(change) : Future.succeededFuture(true))
        .compose(read -> reads.find(command.key(), Sight.ALL));
  }

  private Future<Boolean> resume(Change change) {
    return pg.transaction(
        transaction ->
            writes
                .resume(transaction, change)
                .compose(
                    resumed ->
                        resumed
                            ? pass.goOn(transaction, change.read().key(), change.at()).map(true)
                            : Future.succeededFuture(false)));
  }

  /** Fires now. */
  public Future<Firing> fire(FireSchedule command) {
    return reads
        .find(command.key(), command.condition().caller().sight())
        .compose(
            read -> {
              check(read, command.condition(), "fire");
              return pass.now(new Change(read, command.condition().caller(), clock.instant()));
            });
  }

  /**
   * After a person has done a task: if its schedule creates such tasks, the next one comes at once.
   * Should that fail, it comes at its time. Answers with the task that was done.
   */
  public Future<Task> done(Task task) {
    var recurrence = task.progress().recurrence();
    if (recurrence == null || task.kind().performer() != Performer.HUMAN) {
      return Future.succeededFuture(task);
    }
    var key = new ScheduleKey(task.key().tenantId(), recurrence.scheduleId());
    return reads
        .find(key, Sight.ALL)
        .compose(
            schedule ->
                schedule.standing().paused()
                    ? Future.succeededFuture(0)
                    : pass.ahead(key, task.key().id(), clock.instant()))
        .otherwise(
            failure -> {
              LOG.warn("The next task of schedule {} comes at its time", key.id(), failure);
              return 0;
            })
        .map(task);
  }

  private Future<Schedule> change(
      ScheduleKey key,
      Condition condition,
      String action,
      Function<Change, Future<Boolean>> write) {
    return Revisions.change(
        "schedule",
        () -> reads.find(key, condition.caller().sight()),
        read -> {
          check(read, condition, action);
          return write.apply(new Change(read, condition.caller(), clock.instant()));
        });
  }

  private static void check(Schedule read, Condition condition, String action) {
    ScheduleAccess.requireChange(condition.caller(), read, action);
    var tag = condition.ifMatch();
    if (tag != null && !read.matches(tag)) {
      throw new Problem.PreconditionFailed(read.etag());
    }
  }
}
