package dev.errand.core.executor;

import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.executor.CancelExecutions.Reason;
import dev.errand.core.executor.ExecutionsEnded.Ended;
import dev.errand.core.lease.Claim;
import dev.errand.core.lease.LeaseCommand.Progress;
import dev.errand.executor.Http;
import dev.errand.executor.Outcome;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Runs executions, each on a virtual thread of its own, with a real time limit: at the deadline the
 * thread is interrupted and the execution is over, whether the plugin heeds it or not. Confined to
 * one event loop; the plugins are not.
 */
final class Runner {

  private final Executors executors;
  private final Http http;
  private final InstantSource clock;
  private final Consumer<List<Ended>> listener;
  private final Mailbox finished;
  private final Deadlines deadlines;
  private final Map<UUID, Running> running = new HashMap<>();
  private List<Ended> ended = new ArrayList<>();

  /** What a runner works with; the listener hears of each execution that has ended, once. */
  record Means(
      Executors executors, Http http, InstantSource clock, Consumer<List<Ended>> listener) {}

  Runner(Vertx vertx, Means means) {
    this.executors = means.executors();
    this.http = means.http();
    this.clock = means.clock();
    this.listener = means.listener();
    this.deadlines = new Deadlines(vertx, this::timeOut);
    this.finished = new Mailbox(vertx.getOrCreateContext(), this::tell);
  }

  /** One execution under way. Whoever removes it from the map first has ended it. */
  private record Running(RunningExecution execution, Thread thread, Duration limit) {}

  /** Begins an execution. */
  void run(Claim claim) {
    var entry = executors.get(claim.work().type());
    var limit = timeLimit(claim, entry);
    var execution =
        new RunningExecution(
            claim,
            new RunningExecution.Surroundings(
                clock, http, entry.settings(), clock.instant().plus(limit)));
    var id = claim.lease().executionId();
    var thread = Thread.ofVirtual().name("execution").unstarted(() -> attempt(entry, execution));
    // A plugin finds its own classes and services through the thread, not those of the host.
    thread.setContextClassLoader(entry.executor().getClass().getClassLoader());
    running.put(id, new Running(execution, thread, limit));
    deadlines.begin(id, limit);
    thread.start();
  }

  private void attempt(Executors.Entry entry, RunningExecution execution) {
    Outcome outcome;
    try {
      outcome = Outcomes.storable(entry.executor().run(execution));
    } catch (Throwable thrown) { // whatever a plugin throws ends here, errors included
      outcome = Outcomes.thrown(thrown);
    }
    var id = execution.lease().executionId();
    var result = new Ended(id, status(outcome, execution), outcome, execution.traces());
    finished.add(() -> end(result));
  }

  /** The first end counts: a plugin may well return after its time limit. */
  private void end(Ended result) {
    var first = running.remove(result.executionId());
    if (first != null) {
      deadlines.end(result.executionId(), first.limit());
      ended.add(result);
    }
  }

  private void tell() {
    if (!ended.isEmpty()) {
      var all = ended;
      ended = new ArrayList<>();
      listener.accept(all);
    }
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
    var outcome =
        Outcome.failed("timed_out", "No outcome within the time limit of " + words(limit));
    interrupt(id, ExecutionStatus.TIMED_OUT, outcome);
    tell();
  }

  /** Interrupts executions; each is over at once. */
  void cancel(Set<UUID> ids, Reason reason) {
    var message = reason == Reason.CANCELLED ? "The task was cancelled" : "The service is stopping";
    for (var id : ids) {
      var found = running.get(id);
      if (found != null) {
        found.execution().cancel();
      }
      interrupt(id, ExecutionStatus.CANCELLED, Outcome.failedForGood("cancelled", message));
    }
    tell();
  }

  private void interrupt(UUID id, ExecutionStatus status, Outcome outcome) {
    var found = running.get(id);
    if (found != null) {
      found.thread().interrupt();
      end(new Ended(id, status, outcome, found.execution().traces()));
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
