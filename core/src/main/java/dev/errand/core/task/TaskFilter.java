package dev.errand.core.task;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks of a tenant are meant: those that meet every criterion. An empty list or null leaves
 * a criterion out.
 *
 * @param statuses any of these
 * @param values members that have exactly this value
 * @param ranks of priority
 * @param times by which to choose
 * @param words of a search
 * @param includeDeleted whether tasks out of sight count
 * @param minScore the least astronomical score; null for those without one, too
 */
public record TaskFilter(
    List<TaskStatus> statuses,
    Map<Member, String> values,
    @Nullable Ranks ranks,
    Times times,
    Words words,
    boolean includeDeleted,
    @Nullable Integer minScore) {

  /** Every task in sight. */
  public static final TaskFilter ALL = of(List.of(), Map.of());

  /** Keeps what it is given from changing. */
  public TaskFilter {
    statuses = List.copyOf(statuses);
    values = values.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(values));
  }

  /** Tasks in sight, by status and values alone. */
  public static TaskFilter of(List<TaskStatus> statuses, Map<Member, String> values) {
    return new TaskFilter(statuses, values, null, Times.ANY, Words.NONE, false, null);
  }

  /** The same at other times. */
  public TaskFilter at(Times others) {
    return new TaskFilter(statuses, values, ranks, others, words, includeDeleted, minScore);
  }

  /** Members that a task can be chosen by, each a column of its name. */
  public enum Member {
    TYPE,
    PERFORMER,
    NAMESPACE,
    DOMAIN,
    ASSIGNEE_ID,
    OWNER_ID,
    SITE_ID,
    FIELD_ID,
    ZONE_ID,
    UNIQUE_KEY
  }

  /** A priority's ranks, from the first to the last. */
  public record Ranks(int from, int to) {

    /** Those that bear a label. */
    public static Ranks of(String label) {
      return switch (label) {
        case "low" -> new Ranks(Short.MIN_VALUE, -1);
        case "high" -> new Ranks(10, 19);
        case "urgent" -> new Ranks(20, Short.MAX_VALUE);
        default -> new Ranks(0, 9);
      };
    }
  }

  /**
   * When tasks are due and were created.
   *
   * @param due an undated task is due within none
   * @param created likewise
   * @param overdue true for tasks that should be over by now and are not, false for all others
   */
  public record Times(Span due, Span created, @Nullable Boolean overdue) {

    /** At any time. */
    public static final Times ANY = new Times(Span.EVER, Span.EVER, null);
  }

  /** From one moment on, and before another; null for no bound. */
  public record Span(@Nullable Instant from, @Nullable Instant before) {

    /** Without bounds. */
    public static final Span EVER = new Span(null, null);
  }

  /**
   * What is searched for.
   *
   * @param text all words of which are in the task's texts, in any order and case; the last may be
   *     the beginning of one
   * @param tag that it bears
   */
  public record Words(@Nullable String text, @Nullable String tag) {

    /** Nothing. */
    public static final Words NONE = new Words(null, null);
  }
}
