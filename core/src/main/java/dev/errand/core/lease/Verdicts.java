package dev.errand.core.lease;

import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.fact.SearchText;
import dev.errand.core.identity.Ids;
import dev.errand.core.lease.Ending.Aftermath;
import dev.errand.core.lease.Ending.Expiry;
import dev.errand.core.lease.Ending.Finding;
import dev.errand.core.lease.Ending.Next;
import dev.errand.core.lease.LeaseCommand.LostLease;
import dev.errand.core.lease.Report.Traces;
import dev.errand.core.task.RetryPolicy;
import dev.errand.core.task.TaskDetails;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.tasktype.Performer;
import dev.errand.core.tasktype.TaskTypes;
import dev.errand.executor.Outcome;
import dev.errand.executor.Outcome.Completed;
import dev.errand.executor.Outcome.Failed;
import dev.errand.executor.Outcome.Failure;
import dev.errand.executor.Outcome.Snoozed;
import dev.errand.executor.Outcome.Usage;
import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a task when an execution has ended, whoever ran it: the one place that
 * knows retries. Thread-safe if the random generator is.
 */
public final class Verdicts {

  private final TaskTypes types;
  private final Ids ids;
  private final InstantSource clock;
  private final RandomGenerator random;

  /** Types for their retries and credits; chance spreads the retries. */
  public Verdicts(TaskTypes types, Ids ids, InstantSource clock, RandomGenerator random) {
    this.types = types;
    this.ids = ids;
    this.clock = clock;
    this.random = random;
  }

  /** After it was run, in whatever way. */
  public Ending ended(Held held, Report report) {
    if (report.status() == ExecutionStatus.CANCELLED) {
      return cancelled(held.lease(), report.traces());
    }
    return switch (report.outcome()) {
      case Completed done -> completed(held, done, report.traces());
      case Failed failed -> failed(held, failed, report);
      case Snoozed snoozed -> {
        var next = next(held, clock.instant().plus(snoozed.delay()), held.lease().attempt());
        yield putOff(held, TaskStatus.SCHEDULED, next, report.traces());
      }
      case Outcome.Cancelled stopped -> cancelled(held.lease(), report.traces());
    };
  }

  /** After it was given back: it can be taken again at once, and no attempt counts. */
  public Ending givenBack(Held held, Traces traces) {
    var next = next(held, clock.instant(), held.lease().attempt());
    return putOff(held, TaskStatus.QUEUED, next, traces);
  }

  /** After a worker was not heard of any more, or an execution outlived its deadline. */
  public Ending lost(LostLease lost) {
    if (lost.cancelRequested()) {
      return cancelled(lost.lease(), Traces.NONE);
    }
    var held = new Held(lost.lease(), lost.type(), lost.limits(), lost.rules());
    boolean remote = lost.holder().performer() == Performer.WORKER;
    var failure = lostBy(lost, remote);
    var report =
        new Report(
            lost.deadlinePassed() ? ExecutionStatus.TIMED_OUT : ExecutionStatus.LOST,
            new Failed(failure, true, null, Usage.NONE),
            Traces.NONE);
    var policy = policy(held);
    int attempt = held.lease().attempt();
    // A lease has already been waited for; what takes an engine down must not come back at once.
    boolean atOnce = remote && !lost.deadlinePassed();
    var delay = atOnce ? Duration.ZERO : policy.delayAfter(attempt, random);
    return failed(held, failure, report, policy.allowsAnother(attempt) ? delay : null);
  }

  private static Failure lostBy(LostLease lost, boolean remote) {
    var worker = lost.holder().workerId();
    if (lost.deadlinePassed()) {
      return new Failure(
          null, "No outcome of worker " + worker + " within the time limit", "timed_out", null);
    }
    return remote
        ? new Failure(null, "Worker " + worker + " let its lease expire", "lease_expired", null)
        : new Failure(null, "Worker " + worker + " was not heard of any more", "worker_lost", null);
  }

  /** When its outcome cannot be written as it is. */
  public Ending unwritable(Ending ending, Throwable reason) {
    var failure =
        new Failure(
            null, "The outcome cannot be kept: " + reason.getMessage(), "unstorable_result", null);
    return new Ending(
        ending.lease(),
        ExecutionStatus.FAILED,
        TaskStatus.FAILED,
        new Execution.Outcome(null, error(failure, null), Execution.Usage.NONE, null, null),
        Aftermath.NONE,
        clock.instant());
  }

  /** When its task turns out to have been cancelled before the outcome could be written. */
  public Ending cancelled(Ending ending) {
    var outcome = ending.outcome();
    return cancelled(ending.lease(), new Traces(outcome.progress(), outcome.log(), null));
  }

  /** When its task was cancelled. */
  public Ending cancelled(Claim.Lease lease, Traces traces) {
    var failure = new Failure(null, "The task was cancelled", "cancelled", null);
    return new Ending(
        lease,
        ExecutionStatus.CANCELLED,
        TaskStatus.CANCELLED,
        outcome(null, error(failure, null), Execution.Usage.NONE, traces),
        Aftermath.NONE,
        clock.instant());
  }

  private Ending completed(Held held, Completed done, Traces traces) {
    var now = clock.instant();
    var keeping = held.rules().keeping();
    var seconds = keeping.resultTtlSeconds();
    var until = now.plusSeconds(seconds == null ? TaskDetails.Keeping.RESULT_TTL_SECONDS : seconds);
    var aftermath = new Aftermath(done.memory(), done.notices(), null, Expiry.NEVER, null);
    return new Ending(
        held.lease(),
        ExecutionStatus.SUCCEEDED,
        over(held, TaskStatus.COMPLETED),
        outcome(
            keeping.storeResult() ? done.result() : null,
            null,
            charged(held, done.usage()),
            traces),
        keeping.storeResult()
            ? kept(held, done, aftermath.keptUntil(new Expiry(until, null)))
            : aftermath,
        now);
  }

  /** What is kept of some types is a fact as well. */
  private Aftermath kept(Held held, Completed done, Aftermath aftermath) {
    var type = types.find(held.type());
    var result = done.result();
    return result != null && type.isPresent() && type.get().descriptor().resultIsFact()
        ? aftermath.finding(new Finding(ids.next(), SearchText.of(result)))
        : aftermath;
  }

  private Ending failed(Held held, Failed failed, Report report) {
    var attempt = held.lease().attempt();
    var policy = policy(held);
    Duration delay = null;
    if (failed.retryable() && policy.allowsAnother(attempt)) {
      delay = policy.delayAfter(attempt, random);
      var least = failed.retryAfter();
      delay = least != null && least.compareTo(delay) > 0 ? least : delay;
    }
    return failed(held, failed.failure(), report, delay);
  }

  /** With a delay the task is tried again, without one it has failed. */
  private Ending failed(Held held, Failure failure, Report report, @Nullable Duration delay) {
    var now = clock.instant();
    var usage = report.outcome() instanceof Failed failed ? failed.usage() : Usage.NONE;
    var seconds = held.rules().keeping().errorTtlSeconds();
    var expiry = seconds == null ? Expiry.NEVER : new Expiry(null, now.plusSeconds(seconds));
    var next = delay == null ? null : next(held, now.plus(delay), held.lease().attempt() + 1);
    return new Ending(
        held.lease(),
        report.status(),
        next == null ? over(held, TaskStatus.FAILED) : TaskStatus.RETRY,
        outcome(
            null,
            error(failure, report.traces().traceback()),
            used(usage, BigDecimal.ZERO),
            report.traces()),
        Aftermath.NONE.followedBy(next).keptUntil(expiry),
        now);
  }

  private Ending putOff(Held held, TaskStatus taskStatus, Next next, Traces traces) {
    return new Ending(
        held.lease(),
        ExecutionStatus.SNOOZED,
        taskStatus,
        outcome(null, null, Execution.Usage.NONE, traces),
        Aftermath.NONE.followedBy(next),
        clock.instant());
  }

  /** A task that runs by a schedule is scheduled again, whatever this occurrence came to. */
  private static TaskStatus over(Held held, TaskStatus status) {
    return held.rules().recurring() ? TaskStatus.SCHEDULED : status;
  }

  private Next next(Held held, Instant runAt, int attempt) {
    return new Next(ids.next(), runAt, attempt, held.rules().uniqueKey() != null);
  }

  private RetryPolicy policy(Held held) {
    var retry =
        types
            .find(held.type())
            .map(known -> known.descriptor().defaults().retry())
            .orElse(TaskType.Retry.USUAL);
    var policy = RetryPolicy.of(retry);
    var own = held.limits().retryPolicy();
    return own == null ? policy : policy.with(own);
  }

  private Execution.Usage charged(Held held, Usage usage) {
    var byDefault =
        types
            .find(held.type())
            .map(known -> known.descriptor().defaults().credits())
            .orElse(BigDecimal.ZERO);
    return used(usage, usage.credits() == null ? byDefault : usage.credits());
  }

  private static Execution.Usage used(Usage usage, BigDecimal credits) {
    return new Execution.Usage(credits, usage.tokensUsed(), usage.apiCalls());
  }

  private static Execution.Outcome outcome(
      @Nullable JsonObject result,
      @Nullable JsonObject error,
      Execution.Usage usage,
      Traces traces) {
    return new Execution.Outcome(result, error, usage, traces.progress(), traces.log());
  }

  /** The members of an error, as callers see it. */
  private static JsonObject error(Failure failure, @Nullable String traceback) {
    return new JsonObject()
        .put("class", failure.errorClass())
        .put("message", failure.message())
        .put("code", failure.code())
        .put("details", failure.details())
        .put("traceback", traceback);
  }
}
