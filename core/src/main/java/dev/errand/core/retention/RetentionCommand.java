package dev.errand.core.retention;

import dev.errand.core.bus.Command;
import java.time.Instant;

/**
 * Upkeep of partitions.
 *
 * @param <R> the answer
 */
public sealed interface RetentionCommand<R> extends Command<R> {

  /**
   * Makes the partitions of the coming weeks and drops those past their time; answers with how many
   * were dropped.
   *
   * @param now as the asker's clock says
   * @param days how long executions and events are kept
   * @param keepUnrelayed whether events that no relay has published outlive that
   */
  record KeepPartitions(Instant now, int days, boolean keepUnrelayed)
      implements RetentionCommand<Integer> {}
}
