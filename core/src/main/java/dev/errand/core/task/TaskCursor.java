package dev.errand.core.task;

import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A position in an order of tasks, by the values of the last task seen, so that tasks inserted or
 * deleted meanwhile shift nothing.
 *
 * @param order in which it is a position
 * @param dueAt null sorts last
 * @param rank of its priority
 * @param id of the task
 */
public record TaskCursor(TaskOrder order, @Nullable Instant dueAt, int rank, UUID id) {

  static TaskCursor at(TaskOrder order, Task task) {
    return new TaskCursor(
        order, task.details().effort().dueAt(), task.details().priority().rank(), task.key().id());
  }

  /** The opaque form that callers hand back. */
  public String encode() {
    var plain =
        order.word() + ' ' + (dueAt == null ? "" : dueAt.toString()) + ' ' + rank + ' ' + id;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads the opaque form.
   *
   * @throws Problem.Invalid if it is not one that {@link #encode} made of a position in this order
   */
  public static TaskCursor decode(String opaque, TaskOrder order) {
    try {
      var parts =
          new String(Base64.getUrlDecoder().decode(opaque), StandardCharsets.US_ASCII)
              .split(" ", -1);
      if (parts.length == 4 && parts[0].equals(order.word())) {
        return new TaskCursor(
            order,
            parts[1].isEmpty() ? null : Instant.parse(parts[1]),
            Integer.parseInt(parts[2]),
            UUID.fromString(parts[3]));
      }
    } catch (IllegalArgumentException | DateTimeException malformed) {
      // Told below, like a wrong number of parts.
    }
    throw new Problem.Invalid(
        List.of(
            new Violation(
                List.of("query", "cursor"),
                "is not a next_cursor of an earlier page of this list in this order",
                "cursor")));
  }
}
