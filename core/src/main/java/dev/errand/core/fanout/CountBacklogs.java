package dev.errand.core.fanout;

import dev.errand.core.bus.Query;
import dev.errand.core.fanout.CountBacklogs.Backlogs;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is still to be carried to others, of all tenants; for operators. */
public record CountBacklogs() implements Query<Backlogs> {

  /** Deliveries to webhooks, and notifications. */
  public record Backlogs(Backlog deliveries, Backlog notifications) {}

  /**
   * One kind.
   *
   * @param waiting those that have not arrived and are to be tried, counted up to 10,001
   * @param dueSince since when the one of those counted is due that is so for longest; null if
   *     there is none
   */
  public record Backlog(int waiting, @Nullable Instant dueSince) {}
}
