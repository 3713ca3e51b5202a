package dev.errand.core.task;

import dev.errand.core.identity.Ids;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.Transaction;
import dev.errand.core.schedule.NewSchedule;
import dev.errand.core.schedule.Policy.Mode;
import dev.errand.core.task.TaskCommand.CreateTask;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Inserts tasks together with their schedules, in one transaction: a statement of its own, so that
 * tasks without a schedule need not carry its columns.
 */
public final class ScheduledInserts {

  /** Schedules, each linked with its task if it has one that is not held back. */
  static final String INSERT =
      """
      with new as materialized (
        select * from unnest(
          $1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[],
          $8::text[], $9::text[], $10::text[], $11::timestamptz[], $12::timestamptz[],
          $13::timestamptz[], $14::timestamptz[])
        as new(
          tenant_id, id, namespace, name, mode, task_id, task, spec, owner_id, created_by, since,
          next_logical_at, next_fire_at, created_at)
      ), inserted as (
        insert into schedule (
          tenant_id, id, namespace, name, mode, task_id, task, spec, owner_id, created_by, paused,
          pause_reason, fire_count, since, next_logical_at, next_fire_at, revision, created_at,
          updated_at)
        select n.tenant_id, n.id, n.namespace, n.name, n.mode, n.task_id, n.task::jsonb,
          n.spec::jsonb, n.owner_id, n.created_by,
          coalesce(n.mode = 'run_task' and t.resting_status in ('paused', 'blocked'), false),
          case when n.mode = 'run_task' and t.resting_status in ('paused', 'blocked')
            then 'task ' || t.resting_status end,
          0, n.since, n.next_logical_at, n.next_fire_at, 1, n.created_at, n.created_at
        from new n left join task t on t.tenant_id = n.tenant_id and t.id = n.task_id
      )
      update task t set schedule_id = n.id
      from new n where t.tenant_id = n.tenant_id and t.id = n.task_id
      """;

  /** The schedule begins anew: firings count from here. */
  static final String REPLACE =
      """
      update schedule set mode = $4, task = $5, spec = $6, since = $7, next_logical_at = $8,
        next_fire_at = $9, waits = null, fire_count = 0, failures_in_a_row = 0,
        revision = revision + 1, updated_at = $3
      where tenant_id = $1 and id = $2 and deleted_at is null
      """;

  static final String CLEAR =
      """
      with cleared as (
        update schedule set deleted_at = $3, next_fire_at = null, next_logical_at = null,
          revision = revision + 1, updated_at = $3
        where tenant_id = $1 and id = $2 and deleted_at is null
        returning tenant_id, id, task_id
      )
      update task t set schedule_id = null from cleared c
      where t.tenant_id = c.tenant_id and t.id = c.task_id and t.schedule_id = c.id
      """;

  private final Pg pg;
  private final TaskInserts inserts;

  /** On the given client. */
  public ScheduledInserts(Pg pg, Ids ids) {
    this.pg = pg;
    inserts = new TaskInserts(pg, ids);
  }

  /**
   * A schedule as it is to be stored.
   *
   * @param taskId the task that it runs, or the first of those that it creates
   * @param name for people
   */
  private record Kept(
      NewSchedule schedule,
      Place place,
      @Nullable UUID taskId,
      @Nullable String name,
      People people) {}

  /** Where a schedule belongs. */
  private record Place(String tenantId, String namespace) {}

  /** Whose a schedule is, and since when. */
  private record People(@Nullable String ownerId, String createdBy, Instant createdAt) {}

  /** Answers with the tasks as they now are, in order. */
  Future<List<Task>> insert(List<CreateTask> commands) {
    return pg.transaction(
        transaction ->
            OccurrenceInserts.requireKeys(transaction, commands)
                .compose(
                    keyed ->
                        transaction.run(
                            TaskInserts.statement(commands), inserts.parameters(commands)))
                .compose(inserted -> insertSchedules(transaction, commands))
                .map(commands.stream().map(CreateTask::task).toList()));
  }

  /** The schedules of tasks that are there, of those that are to have one. */
  static Future<Void> insertSchedules(Transaction transaction, List<CreateTask> commands) {
    var schedules =
        commands.stream().flatMap(command -> Optional.ofNullable(kept(command)).stream()).toList();
    return schedules.isEmpty() ? Future.succeededFuture() : insert(transaction, schedules);
  }

  private static Future<Void> insert(Transaction transaction, List<Kept> schedules) {
    return transaction.run(INSERT, parameters(schedules)).mapEmpty();
  }

  /**
   * Stores the schedule of a task; the task itself too, if the schedule runs it. Answers with the
   * schedule's id.
   *
   * @param name for people
   */
  public Future<UUID> schedule(CreateTask command, @Nullable String name) {
    var kept = Objects.requireNonNull(kept(command));
    var runs = kept.schedule().mode() == Mode.RUN_TASK;
    var named =
        new Kept(kept.schedule(), kept.place(), runs ? kept.taskId() : null, name, kept.people());
    return pg.transaction(
        transaction ->
            (runs
                    ? OccurrenceInserts.requireKeys(transaction, List.of(command))
                        .compose(
                            keyed ->
                                transaction.run(
                                    TaskInserts.statement(List.of(command)),
                                    inserts.parameters(List.of(command))))
                    : Future.succeededFuture())
                .compose(inserted -> insert(transaction, List.of(named)))
                .map(kept.schedule().id()));
  }

  /** Gives a task this schedule instead of the one that it has; null for none. */
  static Future<Void> set(Transaction transaction, Change change, @Nullable NewSchedule schedule) {
    var read = change.read();
    var recurrence = read.progress().recurrence();
    if (recurrence == null) {
      return schedule == null
          ? Future.succeededFuture()
          : insert(transaction, List.of(kept(read, schedule, change.at())));
    }
    var parameters =
        Tuple.of(read.key().tenantId(), recurrence.scheduleId())
            .addOffsetDateTime(Columns.timestamp(change.at()));
    if (schedule == null) {
      return transaction.run(CLEAR, parameters).mapEmpty();
    }
    var next = schedule.replacing(recurrence.scheduleId());
    return transaction
        .run(
            REPLACE,
            parameters
                .addString(word(next.mode()))
                .addJsonObject(next.draft())
                .addJsonObject(next.spec().toJson())
                .addOffsetDateTime(Columns.timestamp(next.since()))
                .addOffsetDateTime(Columns.timestamp(next.first()))
                .addOffsetDateTime(Columns.timestamp(next.fireAt())))
        .mapEmpty();
  }

  private static Kept kept(Task task, NewSchedule schedule, Instant at) {
    return new Kept(
        schedule,
        new Place(task.key().tenantId(), task.kind().namespace()),
        task.key().id(),
        null,
        new People(task.ownership().ownerId(), task.ownership().createdBy(), at));
  }

  private static @Nullable Kept kept(CreateTask command) {
    var schedule = command.schedule();
    var task = command.task();
    return schedule == null ? null : kept(task, schedule, task.timeline().createdAt());
  }

  private static Tuple parameters(List<Kept> schedules) {
    Function<Kept, NewSchedule> schedule = Kept::schedule;
    return new Columns<>(schedules)
        .text(k -> k.place().tenantId())
        .uuid(k -> schedule.apply(k).id())
        .text(k -> k.place().namespace())
        .text(Kept::name)
        .text(k -> word(schedule.apply(k).mode()))
        .uuid(Kept::taskId)
        .json(k -> schedule.apply(k).draft())
        .json(k -> schedule.apply(k).spec().toJson())
        .text(k -> k.people().ownerId())
        .text(k -> k.people().createdBy())
        .instant(k -> schedule.apply(k).since())
        .instant(k -> schedule.apply(k).first())
        .instant(k -> schedule.apply(k).fireAt())
        .instant(k -> k.people().createdAt())
        .tuple();
  }

  static String word(Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
