package dev.errand.core.task;

import dev.errand.core.calendar.DueDays;
import dev.errand.core.coalesce.Coalescer;
import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Sight;
import dev.errand.core.page.Page;
import dev.errand.core.postgres.Pg;
import dev.errand.core.problem.Problem;
import dev.errand.core.quota.Quotas;
import dev.errand.core.task.Instruction.Cancel;
import dev.errand.core.task.Instruction.Simple;
import dev.errand.core.task.TaskCommand.ActOnTasks;
import dev.errand.core.task.TaskCommand.ActedOn;
import dev.errand.core.task.TaskCommand.AssignTask;
import dev.errand.core.task.TaskCommand.AssignTasks;
import dev.errand.core.task.TaskCommand.CancelTask;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskCommand.CreateTasks;
import dev.errand.core.task.TaskCommand.Created;
import dev.errand.core.task.TaskCommand.DeleteTask;
import dev.errand.core.task.TaskCommand.ExpireTasks;
import dev.errand.core.task.TaskCommand.MoveTask;
import dev.errand.core.task.TaskCommand.RunTask;
import dev.errand.core.task.TaskCommand.UpdateTask;
import dev.errand.core.task.TaskQuery.FindByKey;
import dev.errand.core.task.TaskQuery.FindHistory;
import dev.errand.core.task.TaskQuery.FindPlaces;
import dev.errand.core.task.TaskQuery.GetAgenda;
import dev.errand.core.task.TaskQuery.GetCreated;
import dev.errand.core.task.TaskQuery.GetHistory;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.TaskQuery.GetTaskStats;
import dev.errand.core.task.TaskQuery.ListDue;
import dev.errand.core.task.TaskQuery.ListTasks;
import dev.errand.core.tasktype.TaskTypes;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The use cases of tasks. Confined to one event loop. */
public final class Tasks {

  private final TaskCreation creation;
  private final TaskExpiry expiry;
  private final TaskReads reads;
  private final TaskHistory history;
  private final DueTasks due;
  private final TaskTallies tallies;
  private final TaskEdits edits;
  private final TaskMoves moves;
  private final PlaceReads places;
  private final AgendaReads agendas;
  private final TaskBatches batches;
  private final TaskAstronomy astronomy;
  private final DueDays dueDays;
  private final Means means;
  private final Quotas quotas;
  private final Coalescer<TaskKey, Optional<Task>> lookups;

  /** What the use cases work with. */
  public record Means(
      Pg pg, TaskTypes types, Ids ids, InstantSource clock, Coalescer.Limits limits) {

    /** The same, by another way to the database. */
    public Means over(Pg other) {
      return new Means(other, types, ids, clock, limits);
    }
  }

  /** On the event loop of the verticle that will call it. */
  public Tasks(Means means, Quotas quotas, DueDays dueDays) {
    this.means = means;
    this.dueDays = dueDays;
    astronomy = new TaskAstronomy(dueDays);
    this.quotas = quotas;
    reads = new TaskReads(means.pg(), means.clock());
    history = new TaskHistory(means.pg());
    due = new DueTasks(means.pg(), reads, means.clock());
    tallies = new TaskTallies(means.pg(), means.clock());
    lookups = new Coalescer<>(means.limits(), reads::find);
    creation = new TaskCreation(means, lookups);
    expiry = new TaskExpiry(means.pg());
    var attempts = new TaskAttempts(means.clock());
    var writes = new TaskWrites(means.pg(), means.ids());
    places = new PlaceReads(means.pg());
    agendas = new AgendaReads(means.pg(), means.clock());
    var registry = new TaskEdits.Registry(means.types(), means.ids(), places, quotas, astronomy);
    edits = new TaskEdits(attempts, this::read, writes, registry);
    moves =
        new TaskMoves(
            attempts,
            this::read,
            reads,
            new TaskMoves.Writing(means.pg(), means.types(), means.ids(), quotas));
    batches = new TaskBatches(reads, this, means);
  }

  /** The same, by another way to the database. */
  Tasks over(Pg other) {
    return new Tasks(means.over(other), quotas.over(other), dueDays);
  }

  /** Creates; concurrent creations share statements. */
  public Future<Task> create(CreateTask command) {
    return command.task().details().effort().dueAt() == null
        ? creation.create(command)
        : astronomy.added(command).compose(creation::create);
  }

  /** Creates many as one unit, which waits for no others. */
  public Future<List<Created>> createAll(CreateTasks command) {
    return astronomy
        .added(command.tasks())
        .compose(
            tasks ->
                command.again()
                    ? reads
                        .findCreated(tasks.stream().map(one -> one.task().key()).toList())
                        .compose(there -> creation.createRest(tasks, there))
                    : creation.createAll(tasks));
  }

  /** Reads what an earlier attempt has created. */
  public Future<Task> created(GetCreated query) {
    return reads
        .findCreated(List.of(query.key()))
        .map(
            found ->
                found.getFirst().orElseThrow(() -> new Problem.NotFound("task", query.key().id())));
  }

  /** Finds the task of a unique key. */
  public Future<Task> byKey(FindByKey query) {
    return reads
        .byKey(query)
        .compose(
            found ->
                found
                    .map(key -> read(key, query.sight()))
                    .orElseThrow(
                        () -> new Problem.NotFound("task", "unique_key", query.uniqueKey())));
  }

  /** Reads one; concurrent reads share statements. */
  public Future<Task> get(GetTask query) {
    return read(query.key(), query.sight());
  }

  /** Reads what somebody has to do on a day. */
  public Future<Agenda> agenda(GetAgenda query) {
    return agendas.read(query);
  }

  /** Looks up the sites and people that tasks are to name. */
  public Future<Places> places(FindPlaces query) {
    return places.find(query);
  }

  /** Lists. */
  public Future<TaskPage> list(ListTasks query) {
    return reads.list(query);
  }

  /** Lists what waits to be taken. */
  public Future<List<Task>> due(ListDue query) {
    return due.list(query);
  }

  /** Counts. */
  public Future<TaskStats> stats(GetTaskStats query) {
    return tallies.stats(query);
  }

  /** Adds up what was tallied. */
  public Future<Integer> fold(FoldTallies command) {
    return tallies.fold(command);
  }

  /** Reads the history of one. */
  public Future<Page<HistoryEntry>> history(GetHistory query) {
    return history.ofTask(query);
  }

  /** Reads the history of all. */
  public Future<Page<HistoryEntry>> history(FindHistory query) {
    return history.ofTenant(query);
  }

  /** Changes details. A patch that changes nothing writes nothing. */
  public Future<Task> update(UpdateTask command) {
    return edits.update(command);
  }

  /** Gives to somebody. */
  public Future<Task> assign(AssignTask command) {
    return edits.assign(command);
  }

  /** Takes out of sight; answers with the task as it was. */
  public Future<Task> delete(DeleteTask command) {
    return moves.move(command.key(), new Simple(TaskMove.DELETE), command.condition());
  }

  /** Queues for execution. */
  public Future<Execution> run(RunTask command) {
    return moves.run(command);
  }

  /** Calls off. */
  public Future<Task> cancel(CancelTask command) {
    return moves.move(command.key(), new Cancel(command.reason()), command.condition());
  }

  /** Calls off what has waited too long. */
  public Future<List<TaskKey>> expire(ExpireTasks command) {
    return expiry.expire(command);
  }

  /** Does the same to many. */
  public Future<ActedOn> act(ActOnTasks command) {
    return batches.act(command);
  }

  /** Gives many to somebody. */
  public Future<ActedOn> assign(AssignTasks command) {
    return batches.assign(command);
  }

  /** Moves to another status. */
  public Future<Task> move(MoveTask command) {
    return moves.move(command.key(), command.instruction(), command.condition());
  }

  /** Finds one that is not deleted, for the service itself. */
  public Future<Optional<Task>> find(TaskKey key) {
    return lookups.submit(key);
  }

  private Future<Task> read(TaskKey key, Sight sight) {
    return lookups
        .submit(key)
        .map(
            found ->
                found
                    .filter(task -> TaskAccess.sees(sight, task))
                    .orElseThrow(() -> new Problem.NotFound("task", key.id())));
  }
}
