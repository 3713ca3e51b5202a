package dev.errand.core.field;

import dev.errand.core.bus.Query;
import java.time.Duration;

/** Asks how a field of a tenant is; fails with {@code UpstreamFailed} if nobody can say. */
public record GetFieldHealth(String tenantId, String fieldId) implements Query<FieldHealth> {

  /** Longer than the other service may take, with the wait for its turn. */
  @Override
  public Duration patience() {
    return Duration.ofSeconds(45);
  }
}
