package dev.errand.core.quota;

import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What came of asking for room: which of the items have it, held until it is settled.
 *
 * @param refusals of each item, null where there is room; empty if there are no limits
 * @param settling gives back what was not used, told which items were
 */
public record Grant(
    List<@Nullable Problem> refusals, Function<IntPredicate, Future<Void>> settling) {

  /** For whom there are no limits. */
  static final Grant UNLIMITED = new Grant(List.of(), used -> Future.succeededFuture());

  /** True if there are no limits. */
  public boolean unlimited() {
    return refusals.isEmpty();
  }

  /** Why there is no room for an item; null if there is. */
  public @Nullable Problem refusal(int item) {
    return refusals.isEmpty() ? null : refusals.get(item);
  }

  boolean refusesAny() {
    return refusals.stream().anyMatch(refusal -> refusal != null);
  }

  /** Ends the holding; of executions that were not used, the room is given back. */
  public Future<Void> settle(IntPredicate used) {
    return settling.apply(used);
  }
}
