package dev.errand.core.exchange;

import dev.errand.core.bus.Query;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskSnapshot;
import java.util.List;
import java.util.UUID;

/**
 * What imports and exports ask for.
 *
 * @param <R> the answer
 */
public sealed interface ExchangeQuery<R> extends Query<R> {

  /** How an import stands; refused with {@code NotFound} if there is none in the tenant. */
  record GetImport(String tenantId, UUID id) implements ExchangeQuery<ImportReport> {}

  /**
   * Begins to read all tasks that are chosen, as they are now; answers by which id. Refused with
   * {@code Unavailable} while too many are read.
   */
  record OpenExport(TaskSnapshot.Choice choice) implements ExchangeQuery<UUID> {}

  /** The next tasks of an export, at most so many; none at the end, which ends the reading. */
  record ReadExport(UUID id, int most) implements ExchangeQuery<List<Task>> {}
}
