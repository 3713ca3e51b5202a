package dev.errand.core.task;

import dev.errand.core.task.TaskFilter.Member;
import dev.errand.core.task.TaskFilter.Span;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.UUID;

/** What a filter says of a task itself, wherever it stands, as conditions on {@code task t}. */
final class TaskConditions {

  private static final int SHORTEST_PREFIX = 3;

  /** Ids tell when they were made; so much later or earlier may a clock have been read. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final TaskFilter filter;
  private final Tuple parameters;
  private final List<String> conditions = new ArrayList<>();

  /** Their values are added to the parameters. */
  TaskConditions(TaskFilter filter, Tuple parameters) {
    this.filter = filter;
    this.parameters = parameters;
  }

  /** Each after an {@code and}; empty for a filter that says nothing. */
  String all() {
    values();
    ranks();
    due(filter.times().due());
    created(filter.times().created());
    words();
    if (filter.minScore() != null) {
      // No index: a page is read in its order, and most tasks that are due have a score.
      conditions.add("t.astronomical_score >= " + integer(filter.minScore()));
    }
    return String.join("", conditions.stream().map(each -> "\n    and " + each).toList());
  }

  private void values() {
    new TreeMap<>(filter.values())
        .forEach((member, value) -> conditions.add(column(member) + " = " + of(member, value)));
  }

  private String of(Member member, String value) {
    return member == Member.SITE_ID
        ? TaskListing.bind(parameters, UUID.fromString(value), "uuid")
        : text(value);
  }

  private static String column(Member member) {
    return "t." + member.name().toLowerCase(Locale.ROOT);
  }

  private void ranks() {
    var ranks = filter.ranks();
    if (ranks != null) {
      conditions.add(
          "t.priority_rank between %s and %s"
              .formatted(integer(ranks.from()), integer(ranks.to())));
    }
  }

  private void due(Span due) {
    if (due.from() != null) {
      conditions.add("t.due_at is not null");
      conditions.add(TaskListing.DUE + " >= " + time(due.from()));
    }
    if (due.before() != null) {
      conditions.add(TaskListing.DUE + " < " + time(due.before()));
    }
  }

  private void created(Span created) {
    var from = created.from();
    if (from != null) {
      if (from.minus(SKEW).isAfter(Instant.EPOCH)) {
        conditions.add("t.id >= uuid_from(%s)".formatted(time(from.minus(SKEW))));
      }
      conditions.add("t.created_at >= " + time(from));
    }
    var before = created.before();
    if (before != null) {
      if (before.isAfter(Instant.EPOCH)) {
        conditions.add("t.id < uuid_from(%s)".formatted(time(before.plus(SKEW))));
      }
      conditions.add("t.created_at < " + time(before));
    }
  }

  private void words() {
    var text = filter.words().text();
    if (text != null) {
      var all = "plainto_tsquery('simple', %s)".formatted(text(text));
      // All words with a beginning are collected before anything else narrows them down: only on
      // request, and not for a short one, which is that of too many.
      conditions.add(
          "t.words @@ "
              + (beginning(text) < SHORTEST_PREFIX
                  ? all
                  : "coalesce(nullif(%s::text, '') || ':*', '')::tsquery".formatted(all)));
    }
    var tag = filter.words().tag();
    if (tag != null) {
      conditions.add("t.tags <> '{}' and t.tags @> array[%s]".formatted(text(tag)));
    }
  }

  /** How long the beginning of a word is with which the text ends; 0 if it ends with a word. */
  private static int beginning(String text) {
    var stripped = text.strip();
    int end = stripped.length() - 1;
    if (end < 0 || stripped.charAt(end) != '*') {
      return 0;
    }
    int start = end;
    while (start > 0 && Character.isLetterOrDigit(stripped.charAt(start - 1))) {
      start--;
    }
    return end - start;
  }

  private String text(String value) {
    return TaskListing.bind(parameters, value, "text");
  }

  private String integer(int value) {
    return TaskListing.bind(parameters, value, "integer");
  }

  private String time(Instant value) {
    return TaskListing.time(parameters, value);
  }
}
