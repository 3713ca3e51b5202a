package dev.errand.core.task;

import dev.errand.core.page.Page;
import dev.errand.core.page.Page.Part;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The statements that list the changes of a tenant's tasks, newest first, made of the fragments
 * that a filter needs. Creations are by far the most of them and have no index of their own, which
 * every creation would pay for: ids tell when they were made, so the key leads to them in order.
 * All other changes are indexed by their time, for themselves, for each actor and for each action.
 */
final class HistoryListing {

  private static final String CREATED = "created";

  /** So much later or earlier than its id says may a creation be noted. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final String tenantId;
  private final HistoryFilter filter;
  private final Tuple parameters = Tuple.tuple();

  HistoryListing(String tenantId, HistoryFilter filter) {
    this.tenantId = tenantId;
    this.filter = filter;
  }

  /** To be run with its statement, of which it is made one. */
  Tuple parameters() {
    return parameters;
  }

  /** One more than a part, which tells whether there is a next one. */
  String page(Part part) {
    var place = part.after() == null ? null : HistoryPlace.of(part.after());
    int atMost = TaskListing.atMost(part.offset() + part.limit() + 1);
    var branches =
        Stream.of(creations(place), changes(place))
            .filter(branch -> !branch.conditions.isEmpty())
            .map(branch -> branch.page(atMost))
            .collect(Collectors.joining("\nunion all\n"));
    return """
        select at, action, old_status, new_status, seq, null::uuid as execution_id, task_id,
               actor_id, actor_kind, client, request_id, changes, notes
        from (
        %s
        ) entry
        order by moment desc, task_id desc, seq desc limit %s offset %s
        """
        .formatted(branches, bind(part.limit() + 1, "integer"), bind(part.offset(), "integer"));
  }

  /** How many there are, counted up to one more than is counted exactly. */
  String count() {
    return Stream.of(creations(null), changes(null))
        .filter(branch -> !branch.conditions.isEmpty())
        .map(Branch::count)
        .collect(
            Collectors.joining(
                "\n+ ", "select least(", ", %d)::integer".formatted(Page.COUNT_LIMIT)));
  }

  /**
   * Part of them.
   *
   * @param moment by which they are ordered
   * @param order the same, as their index has it
   * @param conditions none if there cannot be any
   */
  private record Branch(String moment, String order, List<String> conditions) {

    String page(int atMost) {
      return """
          select * from (
            select h.created_at as at, h.*, %s as moment from task_history h
            where %s
            order by %s limit %d
          ) found"""
          .formatted(moment, where(), order, atMost);
    }

    String count() {
      return "(select count(*) from (select from task_history h where %s limit %d) counted)"
          .formatted(where(), Page.COUNT_LIMIT);
    }

    private String where() {
      return String.join("\n    and ", conditions);
    }
  }

  private Branch creations(@Nullable HistoryPlace after) {
    var conditions = new ArrayList<String>();
    var moment = "uuid_extract_timestamp(h.task_id)";
    if (filter.action() == null || filter.action().equals(CREATED)) {
      common(conditions, "h.seq = 1");
      var from = filter.span().from();
      if (from != null && from.minus(SKEW).isAfter(Instant.EPOCH)) {
        conditions.add("h.task_id >= uuid_from(%s)".formatted(time(from.minus(SKEW))));
      }
      var before = filter.span().before();
      if (before != null && before.isAfter(Instant.EPOCH)) {
        conditions.add("h.task_id < uuid_from(%s)".formatted(time(before.plus(SKEW))));
      }
      if (after != null) {
        conditions.add("h.task_id < uuid_from(%s)".formatted(time(after.at().plusMillis(1))));
        after(conditions, moment, after);
      }
    }
    return new Branch(moment, "h.task_id desc", conditions);
  }

  private Branch changes(@Nullable HistoryPlace after) {
    var conditions = new ArrayList<String>();
    if (!CREATED.equals(filter.action())) {
      common(conditions, "h.seq > 1");
      if (after != null) {
        conditions.add("h.created_at <= " + time(after.at()));
        after(conditions, "h.created_at", after);
      }
    }
    return new Branch("h.created_at", "h.created_at desc, h.task_id desc, h.seq desc", conditions);
  }

  private void common(List<String> conditions, String kind) {
    conditions.add("h.tenant_id = " + bind(tenantId, "text"));
    conditions.add(kind);
    equal(conditions, "h.actor_id", filter.actor(), "text");
    equal(conditions, "h.action", filter.action(), "text");
    equal(conditions, "h.task_id", filter.taskId(), "uuid");
    var span = filter.span();
    if (span.from() != null) {
      conditions.add("h.created_at >= " + time(span.from()));
    }
    if (span.before() != null) {
      conditions.add("h.created_at < " + time(span.before()));
    }
  }

  private void equal(List<String> conditions, String column, @Nullable Object value, String type) {
    if (value != null) {
      conditions.add(column + " = " + bind(value, type));
    }
  }

  private void after(List<String> conditions, String moment, HistoryPlace place) {
    conditions.add(
        "(%s, h.task_id, h.seq) < (%s, %s, %s)"
            .formatted(
                moment, time(place.at()), bind(place.id(), "uuid"), bind(place.seq(), "integer")));
  }

  private String time(Instant value) {
    return TaskListing.time(parameters, value);
  }

  private String bind(Object value, String type) {
    return TaskListing.bind(parameters, value, type);
  }
}
