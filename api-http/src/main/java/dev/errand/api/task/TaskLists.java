package dev.errand.api.task;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.bus.Bus;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.schedule.TimeZones;
import dev.errand.core.task.TaskCursor;
import dev.errand.core.task.TaskFilter;
import dev.errand.core.task.TaskFilter.Span;
import dev.errand.core.task.TaskFilter.Times;
import dev.errand.core.task.TaskOrder;
import dev.errand.core.task.TaskPage;
import dev.errand.core.task.TaskQuery.GetTaskStats;
import dev.errand.core.task.TaskQuery.ListDue;
import dev.errand.core.task.TaskQuery.ListTasks;
import dev.errand.core.task.TaskQuery.Page;
import dev.errand.core.task.TaskStats;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.user.User;
import dev.errand.core.user.UserQuery.GetUser;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.DayOfWeek;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists tasks, by filters and by what the calendar of the caller says. Thread-safe. */
final class TaskLists {

  private final Bus bus;
  private final InstantSource clock;
  private final TaskJson tasks;
  private final TaskFilterInput filters;

  TaskLists(TaskEndpoints.Means means, TaskJson tasks) {
    bus = means.bus();
    clock = means.clock();
    this.tasks = tasks;
    filters = new TaskFilterInput(means.types());
  }

  /** By the names that the contract gives them. */
  Map<String, Endpoint> byOperation() {
    return Map.of(
        "listTasks",
        input -> list(input, filter(input), order(input)),
        "listTasksOfToday",
        this::today,
        "listUpcomingTasks",
        this::upcoming,
        "listOverdueTasks",
        this::overdue,
        "listPending",
        this::pending,
        "getTaskStats",
        this::stats);
  }

  private Future<Answer> pending(Input input) {
    int limit = input.integer("limit");
    return bus.request(new ListDue(input.caller().tenantId(), limit))
        .map(
            due ->
                Answer.ok(
                    JsonWriter.write(
                        json -> json.objects("items", due, tasks::write).integer("limit", limit))));
  }

  private TaskFilter filter(Input input) {
    return filters.read(input::texts, List.of("query"), input.caller());
  }

  private static TaskOrder order(Input input) {
    return TaskOrder.of(input.required("sort")).orElseThrow();
  }

  private Future<Answer> today(Input input) {
    return zone(input)
        .compose(
            zone -> {
              var today = LocalDate.ofInstant(clock.instant(), zone);
              return due(input, filter(input), days(today, today.plusDays(1), zone));
            });
  }

  /** From now to the end of the last of so many days; what is over is left out. */
  private Future<Answer> upcoming(Input input) {
    var open =
        Arrays.stream(TaskStatus.values())
            .filter(s -> s != TaskStatus.COMPLETED && s != TaskStatus.CANCELLED)
            .toList();
    var filter = TaskFilter.of(open, filter(input).values());
    return zone(input)
        .compose(
            zone -> {
              var now = clock.instant();
              var end = LocalDate.ofInstant(now, zone).plusDays(input.integer("days") + 1L);
              return due(input, filter, new Span(now, end.atStartOfDay(zone).toInstant()));
            });
  }

  private Future<Answer> overdue(Input input) {
    asked(input);
    var filter = filter(input).at(new Times(Span.EVER, Span.EVER, true));
    return list(input, filter, TaskOrder.DUE);
  }

  private Future<Answer> due(Input input, TaskFilter filter, Span span) {
    return list(input, filter.at(new Times(span, Span.EVER, null)), TaskOrder.DUE);
  }

  private Future<Answer> list(Input input, TaskFilter filter, TaskOrder order) {
    var cursor = input.text("cursor");
    var page =
        new Page(
            input.integer("limit"),
            input.integer("offset"),
            cursor == null ? null : TaskCursor.decode(cursor, order));
    return bus.request(
            new ListTasks(input.caller().tenantId(), filter, order, page, input.caller().sight()))
        .map(found -> Answer.ok(body(found, page)));
  }

  private Buffer body(TaskPage found, Page page) {
    var next = found.next();
    return JsonWriter.write(
        json ->
            json.objects("items", found.items(), tasks::write)
                .value("total", found.total())
                .integer("limit", page.limit())
                .integer("offset", page.offset())
                .text("next_cursor", next == null ? null : next.encode()));
  }

  private Future<Answer> stats(Input input) {
    var caller = input.caller();
    return zone(input)
        .compose(
            zone -> bus.request(new GetTaskStats(caller.tenantId(), week(zone), caller.sight())))
        .map(stats -> Answer.ok(body(stats)));
  }

  private Span week(ZoneId zone) {
    var monday =
        LocalDate.ofInstant(clock.instant(), zone)
            .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    return days(monday, monday.plusWeeks(1), zone);
  }

  private static Buffer body(TaskStats stats) {
    return JsonWriter.write(
        json -> {
          json.integer("total", stats.total());
          for (var status : TaskStatus.values()) {
            json.integer(status.word(), stats.counts().getOrDefault(status, 0L));
          }
          json.integer("overdue", stats.overdue())
              .object(
                  "week_progress",
                  week ->
                      week.integer("completed", stats.week().completed())
                          .integer("total", stats.week().total())
                          .value("percentage", stats.week().percentage()));
        });
  }

  private static Span days(LocalDate first, LocalDate after, ZoneId zone) {
    return new Span(first.atStartOfDay(zone).toInstant(), after.atStartOfDay(zone).toInstant());
  }

  /** The zone that the request names, or else that of who makes it. */
  private Future<ZoneId> zone(Input input) {
    var caller = input.caller();
    return asked(input)
        .map(Future::succeededFuture)
        .orElseGet(() -> bus.request(new GetUser(caller.userId(), caller)).map(User::zone));
  }

  private static Optional<ZoneId> asked(Input input) {
    var name = input.text("timezone");
    if (name == null) {
      return Optional.empty();
    }
    var zone = TimeZones.find(name);
    if (zone.isEmpty()) {
      throw new Problem.Invalid(
          List.of(
              new Violation(List.of("query", "timezone"), TimeZones.refusal(name), "timezone")));
    }
    return zone;
  }
}
