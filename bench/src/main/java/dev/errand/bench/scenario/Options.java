package dev.errand.bench.scenario;

import java.time.Duration;

/**
 * How much to measure.
 *
 * @param warmUp how long each side runs before its first measurement
 * @param interval how long each measurement takes
 * @param runs measurements of each side
 * @param tasks how many to look up in P2 and to drain in P4, P5 and P8
 * @param backlog how many the busy tenant has in P9
 * @param tenant how many tasks the tenant of P7 has, and executions that of P11
 * @param profile whether to add a run of each scenario that shows where the time goes
 */
public record Options(
    Duration warmUp,
    Duration interval,
    int runs,
    int tasks,
    int backlog,
    int tenant,
    boolean profile) {

  /** Half as long, for those who measure many things one after the other. */
  Options shorter() {
    return new Options(
        warmUp.dividedBy(2), interval.dividedBy(2), runs, tasks, backlog, tenant, profile);
  }
}
