package dev.errand.core.recurrence;

import dev.errand.core.bus.Command;
import dev.errand.core.recurrence.FireDue.Fired;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Fires schedules whose time has come, of all tenants. Any node may ask at any time.
 *
 * @param now as the asker's clock says
 * @param max how many schedules at most
 */
public record FireDue(Instant now, int max) implements Command<Fired> {

  /**
   * What a pass has come to.
   *
   * @param looked how many schedules were due; as many as asked for means that there may be more
   * @param fired how many executions were queued and tasks created
   * @param nextAt when the first of the others is due; null if there is none
   */
  public record Fired(int looked, int fired, @Nullable Instant nextAt) {}
}
