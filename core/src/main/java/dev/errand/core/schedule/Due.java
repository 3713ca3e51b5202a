package dev.errand.core.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done about a schedule now.
 *
 * @param fire the logical times to fire, oldest first
 * @param next the logical time after those, always later than now; empty if the schedule has ended,
 *     or waits for a completion
 * @param ended whether it never fires again after those
 * @param missed how many firings were too late, whether made up for or not; counted up to 10,000
 */
public record Due(List<Instant> fire, Optional<Instant> next, boolean ended, int missed) {

  /** Copies the list. */
  public Due {
    fire = List.copyOf(fire);
  }
}
