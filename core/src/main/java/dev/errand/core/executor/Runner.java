package dev.errand.core.executor;

import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.executor.CancelExecutions.Reason;
import dev.errand.core.executor.RunExecution.Ended;
import dev.errand.core.lease.Claim;
import dev.errand.core.lease.LeaseCommand.Progress;
import dev.errand.executor.Http;
import dev.errand.executor.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Runs executions, each on a virtual thread of its own, with a real time limit: at the deadline the
 * thread is interrupted and the execution is over, whether the plugin heeds it or not. Confined to
 * one event loop; the plugins are not.
 */
final class Runner {

  private final Vertx vertx;
  private final Executors executors;
  private final Http http;
  private final InstantSource clock;
  private final Mailbox finished;
  private final Map<UUID, Running> running = new HashMap<>();

  Runner(Vertx vertx, Executors executors, Http http, InstantSource clock) {
    this.vertx = vertx;
    this.executors = executors;
    this.http = http;
    this.clock = clock;
    this.finished = new Mailbox(vertx.getOrCreateContext());
  }

  /** One execution under way: its thread, and the promise that whoever ends it first completes. */
  private record Running(
      RunningExecution execution, Thread thread, long timer, Promise<Ended> ended) {}

  /** Answers when it has ended; never fails. */
  Future<Ended> run(RunExecution command) {
    var claim = command.claim();
    var entry = executors.get(claim.work().type());
    var limit = timeLimit(claim, entry);
    var execution =
        new RunningExecution(
            claim,
            new RunningExecution.Surroundings(
                clock, http, entry.settings(), clock.instant().plus(limit)));
    Promise<Ended> ended = Promise.promise();
    var id = claim.lease().executionId();
    var thread =
        Thread.ofVirtual()
            .name("execution-" + id)
            .unstarted(() -> attempt(entry, execution, ended));
    // A plugin finds its own classes and services through the thread, not those of the host.
    thread.setContextClassLoader(entry.executor().getClass().getClassLoader());
    long timer = vertx.setTimer(limit.toMillis(), fired -> timeOut(id, limit));
    running.put(id, new Running(execution, thread, timer, ended));
    thread.start();
    return ended
        .future()
        .andThen(
            done -> {
              vertx.cancelTimer(timer);
              running.remove(id);
            });
  }

  private void attempt(Executors.Entry entry, RunningExecution execution, Promise<Ended> ended) {
    Outcome outcome;
    try {
      outcome = Outcomes.storable(entry.executor().run(execution));
    } catch (Throwable thrown) { // whatever a plugin throws ends here, errors included
      outcome = Outcomes.thrown(thrown);
    }
    var result = new Ended(status(outcome, execution), outcome, execution.traces());
    finished.add(() -> ended.tryComplete(result));
  }

  private static ExecutionStatus status(Outcome outcome, RunningExecution execution) {
    if (execution.cancelled()) {
      return ExecutionStatus.CANCELLED;
    }
    return switch (outcome) {
      case Outcome.Completed completed -> ExecutionStatus.SUCCEEDED;
      case Outcome.Failed failed -> ExecutionStatus.FAILED;
      case Outcome.Snoozed snoozed -> ExecutionStatus.SNOOZED;
      case Outcome.Cancelled cancelled -> ExecutionStatus.CANCELLED;
    };
  }

  private void timeOut(UUID id, Duration limit) {
    var late = running.get(id);
    if (late != null) {
      late.thread().interrupt();
      var outcome =
          Outcome.failed("timed_out", "No outcome within the time limit of " + words(limit));
      late.ended()
          .tryComplete(new Ended(ExecutionStatus.TIMED_OUT, outcome, late.execution().traces()));
    }
  }

  /** Interrupts executions; each is over at once. */
  void cancel(Set<UUID> ids, Reason reason) {
    for (var id : ids) {
      var found = running.get(id);
      if (found != null) {
        found.execution().cancel();
        found.thread().interrupt();
        var message =
            reason == Reason.CANCELLED ? "The task was cancelled" : "The service is stopping";
        found
            .ended()
            .tryComplete(
                new Ended(
                    ExecutionStatus.CANCELLED,
                    Outcome.failedForGood("cancelled", message),
                    found.execution().traces()));
      }
    }
  }

  /** How far each has come, where it has said so. */
  List<Progress> progress() {
    var all = new ArrayList<Progress>();
    for (var each : running.values()) {
      var percent = each.execution().traces().progress();
      if (percent != null) {
        all.add(new Progress(each.execution().lease(), percent));
      }
    }
    return all;
  }

  private static Duration timeLimit(Claim claim, Executors.Entry entry) {
    var seconds = claim.limits().timeoutSeconds();
    return seconds == null
        ? entry.executor().taskType().defaults().timeout()
        : Duration.ofSeconds(seconds);
  }

  private static String words(Duration limit) {
    return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }
}
