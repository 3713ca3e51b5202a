package dev.errand.core.task;

import dev.errand.core.coalesce.Coalescer;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.KeyedInserts.Keyed;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskCommand.Created;
import dev.errand.core.task.Terms.Prerequisite;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Chooses how a task is created: most are simply inserted, many in one statement; some have a
 * unique key, wait for others, or are needless if there is a fresh result. Confined to one event
 * loop.
 */
final class TaskCreation {

  private final Coalescer<TaskKey, Optional<Task>> lookups;
  private final TaskInserts inserts;
  private final KeyedInserts keyedInserts;
  private final FreshInserts freshInserts;
  private final ScheduledInserts scheduledInserts;
  private final Coalescer<CreateTask, Task> plain;
  private final Coalescer<Keyed, Future<Task>> keyed;

  TaskCreation(Tasks.Means means, Coalescer<TaskKey, Optional<Task>> lookups) {
    this.lookups = lookups;
    inserts = new TaskInserts(means.pg(), means.ids());
    keyedInserts = new KeyedInserts(means, lookups);
    freshInserts = new FreshInserts(means, lookups);
    scheduledInserts = new ScheduledInserts(means.pg(), means.ids());
    plain = new Coalescer<>(means.limits(), inserts::insert);
    keyed = new Coalescer<>(means.limits(), keyedInserts::insert);
  }

  Future<Task> create(CreateTask command) {
    if (isPlain(command)) {
      return plain.submit(command);
    }
    if (command.schedule() != null) {
      return scheduledInserts.insert(List.of(command)).map(List::getFirst);
    }
    var terms = command.terms();
    if (terms.maxAge() != null) {
      return freshInserts.insert(command);
    }
    return terms.dependsOn().isEmpty()
        ? keyed.submit(Keyed.of(command)).compose(answer -> answer)
        : blocked(command);
  }

  private static boolean isPlain(CreateTask command) {
    return !command.keyed() && command.terms().equals(Terms.NONE) && command.schedule() == null;
  }

  /** Those that are not there yet; answers with all. */
  Future<List<Created>> createRest(List<CreateTask> commands, List<Optional<Task>> there) {
    var missing =
        IntStream.range(0, commands.size())
            .filter(index -> there.get(index).isEmpty())
            .mapToObj(commands::get)
            .toList();
    return createAll(missing).map(created -> merged(there, created.iterator()));
  }

  private static List<Created> merged(List<Optional<Task>> there, Iterator<Created> created) {
    return there.stream()
        .map(task -> task.map(known -> new Created(known, null)).orElseGet(created::next))
        .toList();
  }

  /** Those without keys and terms in one statement, others in one of their own kind. */
  Future<List<Created>> createAll(List<CreateTask> commands) {
    var plainOnes = commands.stream().filter(TaskCreation::isPlain).toList();
    var keyedOnes = commands.stream().filter(TaskCreation::isOnlyKeyed).map(Keyed::of).toList();
    var inserted = plainOnes.isEmpty() ? none() : inserts.insert(plainOnes);
    Future<List<Future<Task>>> merged =
        keyedOnes.isEmpty() ? Future.succeededFuture(List.of()) : keyedInserts.insert(keyedOnes);
    var scheduledOnes = commands.stream().filter(TaskCreation::isOnlyScheduled).toList();
    var scheduled = scheduledOnes.isEmpty() ? none() : scheduledInserts.insert(scheduledOnes);
    return Future.join(inserted, merged, scheduled)
        .compose(
            both -> {
              var tasks = inserted.result().iterator();
              var answers = merged.result().iterator();
              var recurring = scheduled.result().iterator();
              var outcomes = new ArrayList<Future<Created>>(commands.size());
              Future<?> before = Future.succeededFuture();
              for (var command : commands) {
                if (isPlain(command)) {
                  outcomes.add(Future.succeededFuture(new Created(tasks.next(), null)));
                } else if (isOnlyScheduled(command)) {
                  outcomes.add(Future.succeededFuture(new Created(recurring.next(), null)));
                } else {
                  var next =
                      isOnlyKeyed(command)
                          ? answers.next()
                          : before.transform(ended -> create(command));
                  before = next;
                  outcomes.add(outcome(next));
                }
              }
              return Future.all(outcomes)
                  .map(all -> outcomes.stream().map(Future::result).toList());
            });
  }

  private static boolean isOnlyKeyed(CreateTask command) {
    return command.keyed() && command.terms().equals(Terms.NONE) && command.schedule() == null;
  }

  private static boolean isOnlyScheduled(CreateTask command) {
    return command.schedule() != null && !command.keyed();
  }

  private static Future<List<Task>> none() {
    return Future.succeededFuture(List.of());
  }

  /** A refusal is one item's alone; anything else is a failure of them all. */
  private static Future<Created> outcome(Future<Task> answer) {
    return answer
        .map(task -> new Created(task, null))
        .recover(
            failure ->
                failure instanceof Problem problem && !(problem instanceof Problem.Unavailable)
                    ? Future.succeededFuture(new Created(null, problem))
                    : Future.failedFuture(failure));
  }

  /** Blocked if any of its prerequisites is not over; what is over already is so for good. */
  private Future<Task> blocked(CreateTask command) {
    var wanted = command.terms().dependsOn();
    var tenantId = command.task().key().tenantId();
    var found =
        wanted.stream().map(on -> lookups.submit(new TaskKey(tenantId, on.taskId()))).toList();
    return Future.all(found)
        .compose(
            all -> {
              var sight = command.caller().sight();
              var open =
                  open(
                      wanted,
                      found.stream()
                          .map(one -> one.result().filter(task -> TaskAccess.sees(sight, task)))
                          .toList());
              var status = open.isEmpty() ? command.task().progress().status() : TaskStatus.BLOCKED;
              return keyed
                  .submit(new Keyed(command.in(status), open))
                  .compose(answer -> answer)
                  .compose(task -> asItIs(task));
            });
  }

  /** What is held back has no execution to show. */
  private Future<Task> asItIs(Task task) {
    return lookups.submit(task.key()).map(found -> found.orElse(task));
  }

  private static Set<UUID> open(List<Prerequisite> wanted, List<Optional<Task>> found) {
    var unknown = new ArrayList<Violation>();
    var open = new HashSet<UUID>();
    for (int i = 0; i < wanted.size(); i++) {
      var on = wanted.get(i);
      if (found.get(i).isEmpty()) {
        unknown.add(
            TermsRules.prerequisite(i, "must be the id of a task; there is none", "unknown_task"));
      } else if (!Terms.closed(on.onFailure(), found.get(i).get().progress().status())) {
        open.add(on.taskId());
      }
    }
    if (!unknown.isEmpty()) {
      throw new Problem.Invalid(unknown);
    }
    return open;
  }
}
