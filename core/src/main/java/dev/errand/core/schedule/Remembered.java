package dev.errand.core.schedule;

import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/** Asks a sequence only for what its last answer does not tell, as searching may be slow. */
final class Remembered implements LocalTimes {

  private final LocalTimes times;
  private @Nullable LocalDateTime from;
  private @Nullable LocalDateTime next;

  Remembered(LocalTimes times) {
    this.times = times;
  }

  @Override
  public @Nullable LocalDateTime after(LocalDateTime local) {
    boolean answered =
        from != null && !local.isBefore(from) && (next == null || local.isBefore(next));
    if (!answered) {
      next = times.after(local);
      from = local;
    }
    return next;
  }
}
