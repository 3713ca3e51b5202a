package dev.errand.core.retention;

import dev.errand.core.bus.Command;
import java.time.Instant;

/**
 * Upkeep of what is kept for a time.
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

  /**
   * Removes a batch of each of those rows that are of no use any more and lie in no partition: what
   * became of the times of schedules, and which task was asked for with {@code max_age}. Answers
   * with how many it were.
   *
   * @param before what is older
   * @param max of each at most
   */
  record RemoveOld(Instant before, int max) implements RetentionCommand<Integer> {}
}
