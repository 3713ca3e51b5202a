package dev.errand.core.engine;

import dev.errand.core.bus.Query;

/** How the engine of this process is. */
public record GetEngineHealth() implements Query<GetEngineHealth.EngineHealth> {

  /**
   * How an engine is.
   *
   * @param workerId names it
   * @param running executions under way
   * @param concurrency executions at a time
   * @param beating whether its last sign of life was written
   */
  public record EngineHealth(String workerId, int running, int concurrency, boolean beating) {}
}
