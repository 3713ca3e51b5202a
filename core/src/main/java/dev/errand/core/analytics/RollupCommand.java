package dev.errand.core.analytics;

import dev.errand.core.bus.Command;
import java.time.Duration;
import java.time.Instant;

/**
 * Upkeep of what analytics are read from. Spans tenants.
 *
 * @param <R> the answer
 */
public sealed interface RollupCommand<R> extends Command<R> {

  /**
   * Adds up the ends of executions that have not been, and the days that are over; answers with
   * whether there may be more. Does nothing while another node is at it.
   *
   * @param now as the asker's clock says
   * @param max how many changes are looked at, at most
   */
  record RollUp(Instant now, int max) implements RollupCommand<Boolean> {

    @Override
    public Duration patience() {
      return Duration.ofMinutes(5);
    }
  }

  /**
   * Removes a batch of what is past its time; answers with how much it was.
   *
   * @param before what is older
   * @param max how many rows of each table at most
   */
  record RemoveRollups(Instant before, int max) implements RollupCommand<Integer> {}
}
