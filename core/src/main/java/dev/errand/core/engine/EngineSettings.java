package dev.errand.core.engine;

import java.time.Duration;

/**
 * How the engine of a node works.
 *
 * @param workerId names this engine among all workers; new at each start
 * @param concurrency executions at a time
 * @param claimBatch executions of one claim at most
 * @param poll the longest pause between looks at the queue while nothing wakes it
 * @param timing of leases
 * @param retention of what has ended
 */
public record EngineSettings(
    String workerId,
    int concurrency,
    int claimBatch,
    Duration poll,
    Timing timing,
    Retention retention) {

  /**
   * How long past its time limit an execution's lease lasts: its outcome still has to be written.
   */
  static final int GRACE_SECONDS = 30;

  /**
   * When a worker counts as gone.
   *
   * @param beat how often this engine says that it is alive
   * @param staleAfter how long another may be silent before its executions are rescued
   * @param soleNode whether no other engine can use this database, so that whatever is held at
   *     start was lost in a crash
   * @param stopGrace how long running executions may go on when the service stops
   */
  public record Timing(Duration beat, Duration staleAfter, boolean soleNode, Duration stopGrace) {}

  /**
   * How long executions and events are kept.
   *
   * @param days since they ended or were written
   * @param keepUnrelayed whether events wait for a relay beyond that
   */
  public record Retention(int days, boolean keepUnrelayed) {}
}
