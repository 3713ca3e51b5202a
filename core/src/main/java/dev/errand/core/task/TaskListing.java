package dev.errand.core.task;

import dev.errand.core.identity.Sight;
import dev.errand.core.postgres.Columns;
import dev.errand.core.task.TaskFilter.Span;
import dev.errand.core.task.TaskQuery.ListTasks;
import dev.errand.core.task.TaskQuery.Page;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one list, made of the fragments that its filter needs and no others, so that
 * each combination has a plan of its own. A list is a union of branches, each found in the order of
 * an index and cut to a page; only what is on the page is looked at any further.
 */
final class TaskListing {

  /** As they are indexed. */
  static final String DUE = "coalesce(t.due_at, 'infinity'::timestamptz)";

  static final String URGENCY = "(-t.priority_rank)";

  /** When a task was completed that does not rest as that: by its last execution. */
  private static final String DONE =
      """
      (select s.last_success_at from task_state s
        where s.tenant_id = t.tenant_id and s.task_id = t.id)""";

  private static final int COUNTED_EXACTLY = 10_000;

  private static final Set<TaskStatus> OVER =
      Arrays.stream(TaskStatus.values())
          .filter(TaskStatus::terminal)
          .collect(Collectors.toUnmodifiableSet());

  private final TaskFilter filter;
  private final TaskOrder order;
  private final Instant now;
  private final Tuple parameters;

  /** What is counted. */
  private final String common;

  /**
   * The same for a page, which is to be found in the order of the list and not by an index that
   * leads to what is meant: the planner does not know of how many tasks a tenant's types are, and
   * would sort all of them.
   */
  private final String inOrder;

  private final Matches matches;

  /** By whose they are, as indexes begin; all tasks are one part. */
  private final List<String> parts;

  /**
   * Whether so few tasks meet a filter that they are collected and sorted, or so many that a page
   * is found sooner by passing over others in the order of the list.
   */
  enum Matches {
    FEW,
    MANY
  }

  /**
   * What lists are made of.
   *
   * @param tenantId whose tasks
   * @param sight which of them there are
   * @param now what is overdue is so as of then
   * @param parameters of the statement that they are put into; each adds its own
   */
  record Scope(String tenantId, Sight sight, Instant now, Tuple parameters) {}

  /** The tasks that a filter chooses, in an order. */
  TaskListing(Scope scope, TaskFilter filter, TaskOrder order) {
    this(scope, filter, order, Matches.MANY);
  }

  private TaskListing(Scope scope, TaskFilter filter, TaskOrder order, Matches matches) {
    this.filter = filter;
    this.matches = matches;
    this.order = order;
    now = scope.now();
    parameters = scope.parameters();
    common =
        "t.tenant_id = %s%s"
            .formatted(text(scope.tenantId()), new TaskConditions(filter, parameters).all());
    inOrder =
        common
            .replace("t.type = ", "t.type || '' = ")
            .replace("t.priority_rank between ", "t.priority_rank + 0 between ");
    parts = parts(scope.sight().userId());
  }

  private List<String> parts(@Nullable String userId) {
    if (userId == null) {
      return List.of("");
    }
    var user = text(userId);
    return List.of(
        " and t.owner_id = " + user,
        " and t.assignee_id = %s and t.owner_id is distinct from %s".formatted(user, user));
  }

  static TaskListing of(ListTasks query, Instant now, Matches matches) {
    var scope = new Scope(query.tenantId(), query.sight(), now, Tuple.tuple());
    return new TaskListing(scope, query.filter(), query.order(), matches);
  }

  /** To be run with its statement. */
  Tuple parameters() {
    return parameters;
  }

  /** How many there are, counted up to one more than is counted exactly. */
  String count() {
    var counted =
        branches().stream()
            .map(
                branch ->
                    "select from (select from task t where %s\n    and %s limit %d) branch"
                        .formatted(common, branch, COUNTED_EXACTLY + 1))
            .collect(Collectors.joining("\nunion all\n"));
    return "select count(*)::integer from (\n%s\nlimit %d\n) counted"
        .formatted(counted, COUNTED_EXACTLY + 1);
  }

  /** Counts all of them, however many there are. */
  String countAll() {
    return countAll(branch -> "");
  }

  /** Counts those that were completed within the span; the filter is for completed tasks. */
  String countCompleted(Span span) {
    var from = time(Objects.requireNonNull(span.from()));
    var before = time(Objects.requireNonNull(span.before()));
    return countAll(
        branch -> {
          var done = StatusBranches.restsAsCompleted(branch) ? "t.completed_at" : DONE;
          return "\n    and %s >= %s and %s < %s".formatted(done, from, done, before);
        });
  }

  private String countAll(UnaryOperator<String> moreover) {
    return branches().stream()
        .map(
            branch ->
                "(select count(*) from task t where %s\n    and %s%s)"
                    .formatted(common, branch, moreover.apply(branch)))
        .collect(Collectors.joining("\n+ "));
  }

  static boolean exact(int counted) {
    return counted <= COUNTED_EXACTLY;
  }

  /** One more than a page, which tells whether there is a next one. */
  String page(Page page) {
    return read("", found(page));
  }

  /**
   * The same of tasks that are collected first, with their number in {@code matched}; of no use if
   * that is not exact.
   */
  String collected(Page page) {
    var matching =
        branches().stream()
            .map(
                branch ->
                    "select * from (select t.tenant_id, t.id, t.due_at, t.priority_rank from task t where %s\n    and %s limit %d) branch"
                        .formatted(inOrder, branch, COUNTED_EXACTLY + 1))
            .collect(Collectors.joining("\nunion all\n"));
    var sorted =
        "select t.tenant_id, t.id, %s as due, %s as urgency from matching t where true%s order by %s limit %s offset %s"
            .formatted(
                DUE,
                URGENCY,
                after(page),
                order.computed(),
                integer(page.limit() + 1),
                integer(page.offset()));
    return "with matching as materialized (\n%s\nlimit %d\n)\n"
            .formatted(matching, COUNTED_EXACTLY + 1)
        + read(", (select count(*)::integer from matching) as matched", sorted);
  }

  private String read(String more, String found) {
    return """
        select
        %s%s
        from (
        %s
        ) f
        cross join lateral (
          select * from task_current v where v.tenant_id = f.tenant_id and v.id = f.id limit 1
        ) c
        left join lateral (
          select * from execution x
          where x.tenant_id = c.tenant_id and x.id = c.last_execution_id limit 1
        ) e on true
        order by %s
        """
        .formatted(TaskRows.COLUMNS, more, found, order.in("f"));
  }

  /** All of them, however many there are. */
  String everything() {
    var found =
        branches().stream()
            .map(
                branch ->
                    "select t.tenant_id, t.id, %s as due, %s as urgency from task t where %s\n    and %s"
                        .formatted(DUE, URGENCY, common, branch))
            .collect(Collectors.joining("\nunion all\n"));
    return read("", found);
  }

  /** The ids of a page, in order. */
  String ids(Page page) {
    return "select id from (\n%s\n) f order by %s".formatted(found(page), order.in("f"));
  }

  /** A bound that the planner knows; few different ones, so that plans are kept. */
  static int atMost(int needed) {
    return needed <= 101 ? 101 : needed <= 1101 ? 1101 : 10_101;
  }

  private String found(Page page) {
    var after = after(page);
    int atMost = atMost(page.offset() + page.limit() + 1);
    var found =
        branches().stream()
            .map(
                branch ->
                    """
                    select * from (
                      select t.tenant_id, t.id, %s as due, %s as urgency from %s
                        and %s%s
                      order by %s limit %d
                    ) found"""
                        .formatted(DUE, URGENCY, source(), branch, after, order.computed(), atMost))
            .collect(Collectors.joining("\nunion all\n"));
    return "select * from (\n%s\n) branch\norder by %s limit %s offset %s"
        .formatted(found, order.in("branch"), integer(page.limit() + 1), integer(page.offset()));
  }

  /** Few are collected before the planner may think of an order. */
  private String source() {
    var filtered = "task t where " + inOrder;
    return matches == Matches.FEW
        ? "(select * from %s offset 0) t where true".formatted(filtered)
        : filtered;
  }

  private String after(Page page) {
    return page.after() == null ? "" : "\n    and " + after(page.after());
  }

  private String after(TaskCursor cursor) {
    return order.after(
        key ->
            switch (key) {
              case "due" ->
                  cursor.dueAt() == null
                      ? bind(OffsetDateTime.MAX, "timestamptz")
                      : time(cursor.dueAt());
              case "urgency" -> integer(-cursor.rank());
              default -> bind(cursor.id(), "uuid");
            });
  }

  private List<String> branches() {
    var overdue = filter.times().overdue();
    var statuses =
        filter.statuses().isEmpty()
            ? EnumSet.allOf(TaskStatus.class)
            : EnumSet.copyOf(filter.statuses());
    List<String> standing;
    if (overdue == null) {
      standing = filter.statuses().isEmpty() ? anywhere() : StatusBranches.of(statuses);
    } else {
      var open = EnumSet.copyOf(statuses);
      open.removeAll(OVER);
      statuses.retainAll(OVER);
      standing = new ArrayList<>();
      if (!open.isEmpty()) {
        var bound = "%s %s %s".formatted(DUE, overdue ? "<" : ">=", time(now));
        StatusBranches.of(open).forEach(b -> standing.add(b + "\n    and " + bound));
      }
      if (!overdue && !statuses.isEmpty()) {
        standing.addAll(StatusBranches.of(statuses));
      }
    }
    return inSight(standing.isEmpty() ? List.of("false") : standing);
  }

  /** By resting status where that is how an index is ordered. */
  private List<String> anywhere() {
    return order.byDue() && matches == Matches.MANY ? StatusBranches.all() : List.of("true");
  }

  private List<String> inSight(List<String> branches) {
    var all = new ArrayList<String>();
    for (var part : parts) {
      branches.forEach(branch -> all.add(branch + part + " and t.deleted_at is null"));
      if (filter.includeDeleted()) {
        branches.forEach(branch -> all.add(branch + part + " and t.deleted_at is not null"));
      }
    }
    return all;
  }

  private String text(String value) {
    return bind(value, "text");
  }

  private String integer(int value) {
    return bind(value, "integer");
  }

  private String time(Instant value) {
    return time(parameters, value);
  }

  private String bind(Object value, String type) {
    return bind(parameters, value, type);
  }

  /** One more parameter, as a statement's text names it. */
  static String time(Tuple parameters, Instant value) {
    return bind(parameters, Objects.requireNonNull(Columns.timestamp(value)), "timestamptz");
  }

  /** The same, of any type. */
  static String bind(Tuple parameters, Object value, String type) {
    parameters.addValue(value);
    return "$%d::%s".formatted(parameters.size(), type);
  }
}
