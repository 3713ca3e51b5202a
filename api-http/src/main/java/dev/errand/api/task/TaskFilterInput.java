package dev.errand.api.task;

import dev.errand.api.endpoint.DateOrTime;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.TaskFilter;
import dev.errand.core.task.TaskFilter.Member;
import dev.errand.core.task.TaskFilter.Ranks;
import dev.errand.core.task.TaskFilter.Span;
import dev.errand.core.task.TaskFilter.Times;
import dev.errand.core.task.TaskFilter.Words;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.tasktype.TaskTypes;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads which tasks a caller means, from the parameters of a list or the filter of a body.
 * Thread-safe.
 */
public final class TaskFilterInput {

  private final TaskTypes types;

  /** To know types by all of their names. */
  public TaskFilterInput(TaskTypes types) {
    this.types = types;
  }

  /** What is said of each criterion, by its name; an empty list for nothing. */
  public interface Said extends Function<String, List<String>> {

    /** What is said, if anything is. */
    default @Nullable String text(String name) {
      var said = apply(name);
      return said.isEmpty() ? null : said.getFirst();
    }
  }

  /** The place names where the criteria stand, for what is wrong with them. */
  public TaskFilter read(Said said, List<Object> place, Caller caller) {
    boolean includeDeleted = "true".equals(said.text("include_deleted"));
    if (includeDeleted && !caller.role().atLeast(Role.ADMIN)) {
      throw new Problem.Denied("include_deleted");
    }
    var priority = said.text("priority");
    var score = said.text("min_astronomical_score");
    return new TaskFilter(
        statuses(said.apply("status")),
        values(said),
        priority == null ? null : Ranks.of(priority),
        times(said),
        words(said, place),
        includeDeleted,
        score == null ? null : Integer.valueOf(score));
  }

  static List<TaskStatus> statuses(List<String> words) {
    return words.stream().map(word -> TaskStatus.of(word).orElseThrow()).distinct().toList();
  }

  private EnumMap<Member, String> values(Said said) {
    var values = new EnumMap<Member, String>(Member.class);
    for (var member : Member.values()) {
      var value = said.text(member.name().toLowerCase(Locale.ROOT));
      if (value != null) {
        values.put(member, member == Member.TYPE ? canonical(value) : value);
      }
    }
    return values;
  }

  /** A type that nobody registered may be one of remote workers. */
  private String canonical(String type) {
    return types.find(type).map(known -> known.descriptor().name()).orElse(type);
  }

  private static Times times(Said said) {
    var overdue = said.text("overdue");
    return new Times(
        new Span(
            DateOrTime.parse(said.text("due_after")), DateOrTime.parse(said.text("due_before"))),
        new Span(
            DateOrTime.parse(said.text("created_after")),
            DateOrTime.parse(said.text("created_before"))),
        overdue == null ? null : Boolean.valueOf(overdue));
  }

  private static Words words(Said said, List<Object> place) {
    var text = said.text("q");
    if (text != null && text.codePoints().noneMatch(Character::isLetterOrDigit)) {
      var loc = new java.util.ArrayList<>(place);
      loc.add("q");
      throw new Problem.Invalid(
          List.of(new Violation(List.copyOf(loc), "must contain a word to search for", "pattern")));
    }
    return new Words(text, said.text("tag"));
  }
}
