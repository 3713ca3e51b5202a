package dev.errand.core.task;

import dev.errand.core.bus.Command;
import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Caller;
import dev.errand.core.problem.Problem;
import dev.errand.core.schedule.NewSchedule;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What callers can do to tasks. Each raises the task's revision by one and writes its history and
 * outbox row in the same statement.
 *
 * @param <R> the answer
 */
public sealed interface TaskCommand<R> extends Command<R> {

  /**
   * Creates a task; made by {@link TaskFactory}, which has checked it. Answers with another task
   * than the given one if that holds the same unique key, into which this one was merged, or if it
   * does as well by {@link Terms#maxAge}.
   *
   * @param task as it will be
   * @param trigger what starts its first execution; null if nothing does
   * @param caller who creates it
   * @param terms what else decides about it
   * @param schedule that is created with it; null for none
   * @param remindAt when its assignee, or else its owner, is to be reminded of it; null for never
   */
  record CreateTask(
      Task task,
      Execution.@Nullable Trigger trigger,
      Caller caller,
      Terms terms,
      @Nullable NewSchedule schedule,
      @Nullable Instant remindAt)
      implements TaskCommand<Task> {

    /** True if it holds its unique key from the beginning: it is going to run. */
    boolean keyed() {
      return task.kind().keys().unique() != null && trigger != null;
    }

    /** The same, to be created by another id. */
    public CreateTask as(UUID id) {
      var named = task.named(new TaskKey(task.key().tenantId(), id));
      return new CreateTask(named, trigger, caller, terms, schedule, remindAt);
    }

    /** The same, with a schedule of this id, which it has. */
    public CreateTask scheduledAs(UUID id) {
      var other = Objects.requireNonNull(schedule).replacing(id);
      return new CreateTask(task, trigger, caller, terms, other, remindAt);
    }

    /** The same, to be created in another status. */
    CreateTask in(TaskStatus status) {
      return new CreateTask(task.in(status), trigger, caller, terms, schedule, remindAt);
    }
  }

  /**
   * Creates tasks as if each were created after the one before, those without keys and terms in one
   * statement, all or none of them; answers in order.
   *
   * @param again true if some may be there already, which are left as they are
   */
  record CreateTasks(List<CreateTask> tasks, boolean again) implements TaskCommand<List<Created>> {

    /** None of them can be there. */
    public CreateTasks(List<CreateTask> tasks) {
      this(tasks, false);
    }
  }

  /**
   * What became of one of many: a task, or the reason why there is none.
   *
   * @param task created, or the one that answers for it
   * @param refusal why not
   */
  record Created(@Nullable Task task, @Nullable Problem refusal) {}

  /**
   * Changes details by JSON merge patch (RFC 7396).
   *
   * @param key the task
   * @param patch validated members of {@link TaskDetails}
   * @param condition whose change it is, and under which condition
   */
  record UpdateTask(TaskKey key, JsonObject patch, Condition condition)
      implements TaskCommand<Task> {}

  /** Takes a task out of sight. */
  record DeleteTask(TaskKey key, Condition condition) implements TaskCommand<Task> {}

  /**
   * Queues a task for execution; answers with the queued execution.
   *
   * @param key the task
   * @param trigger what starts it
   * @param condition whose change it is, and under which condition
   */
  record RunTask(TaskKey key, Execution.Trigger trigger, Condition condition)
      implements TaskCommand<Execution> {}

  /**
   * Calls a task off.
   *
   * @param key the task
   * @param reason kept in history
   * @param condition whose change it is, and under which condition
   */
  record CancelTask(TaskKey key, @Nullable String reason, Condition condition)
      implements TaskCommand<Task> {}

  /**
   * Calls off tasks that should have started by now; answers with them. Spans tenants.
   *
   * @param now as the asker's clock says
   * @param max how many at most of each queue
   */
  record ExpireTasks(Instant now, int max) implements TaskCommand<List<TaskKey>> {}

  /**
   * Moves a task from one status to another; answers with it as it is then.
   *
   * @param key the task
   * @param instruction what is wanted
   * @param condition whose change it is, and under which condition
   */
  record MoveTask(TaskKey key, Instruction instruction, Condition condition)
      implements TaskCommand<Task> {}

  /**
   * Gives a task to somebody.
   *
   * @param key the task
   * @param assigneeId who is to do it
   * @param condition whose change it is, and under which condition
   */
  record AssignTask(TaskKey key, String assigneeId, Condition condition)
      implements TaskCommand<Task> {}

  /**
   * Does to many tasks what a single command does to each: as a command of the same caller, by the
   * same rules, so that some may be refused while others are changed.
   *
   * @param caller who
   * @param which tasks, at most as many as one command takes
   * @param instruction for each
   * @param dryRun whether each change is undone
   */
  record ActOnTasks(Caller caller, Selection which, Instruction instruction, boolean dryRun)
      implements TaskCommand<ActedOn> {

    /** In earnest. */
    public ActOnTasks(Caller caller, Selection which, Instruction instruction) {
      this(caller, which, instruction, false);
    }

    /** One by one: all at once would hold up whoever else changes one of so many tasks. */
    @Override
    public Command<ActedOn> rehearsal() {
      return new ActOnTasks(caller, which, instruction, true);
    }

    /** How many tasks one command takes at most. */
    public static final int MOST = 10_000;
  }

  /**
   * Gives many tasks to somebody, in the same way.
   *
   * @param caller who
   * @param which tasks, at most as many as one command takes
   * @param assigneeId to whom
   * @param dryRun whether each change is undone
   */
  record AssignTasks(Caller caller, Selection which, String assigneeId, boolean dryRun)
      implements TaskCommand<ActedOn> {

    /** In earnest. */
    public AssignTasks(Caller caller, Selection which, String assigneeId) {
      this(caller, which, assigneeId, false);
    }

    @Override
    public Command<ActedOn> rehearsal() {
      return new AssignTasks(caller, which, assigneeId, true);
    }
  }

  /**
   * Which tasks are meant: those of a filter, or those of the ids.
   *
   * @param filter null if there are ids
   * @param ids empty if there is a filter
   */
  record Selection(@Nullable TaskFilter filter, List<UUID> ids) {}

  /**
   * What came of an action on many.
   *
   * @param changed which tasks were changed, or would be
   * @param refused how many were not, by the code of the reason
   * @param more whether tasks are left that were not looked at: there were too many for one
   *     command, or its time was up
   */
  record ActedOn(List<TaskKey> changed, Map<String, Integer> refused, boolean more) {

    /** How many tasks were looked at. */
    public int matched() {
      return changed.size() + refused.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  /**
   * Who wants a change, and of which version.
   *
   * @param caller who
   * @param ifMatch the entity tag that the task must have; null for any
   * @param revision that the task must have; null for any
   */
  record Condition(Caller caller, @Nullable String ifMatch, @Nullable Integer revision) {

    /** Of any revision. */
    public Condition(Caller caller, @Nullable String ifMatch) {
      this(caller, ifMatch, null);
    }

    /** Refuses those who neither may change a task nor are to do its work. */
    public void requireContribution(Task task, String action) {
      TaskAccess.requireContribution(caller, task, action);
    }

    /** Refuses a change that the caller may not make, or not of this version. */
    public void require(Task task, String action) {
      TaskAccess.requireChange(caller, task, action);
      requireVersion(task);
    }

    /** Refuses a change of another version than the present one. */
    void requireVersion(Task task) {
      if (ifMatch != null && !ifMatch.equals(task.etag())) {
        throw new Problem.PreconditionFailed(task.etag());
      }
      int current = task.timeline().revision();
      if (revision != null && revision != current) {
        throw new Problem.Conflict(
            "stale_revision",
            "The task has the revision %d, not %d: read it again".formatted(current, revision),
            Map.of("revision", current));
      }
    }
  }
}
